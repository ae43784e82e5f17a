import type { Plugin } from 'vite';

/** The KERN families our components are built from, by class name without `kern-`. */
const FAMILIES = [
  'alert',
  'badge',
  'btn',
  'dialog',
  'error',
  'fieldset',
  'form-check',
  'form-input',
  'hint',
  'label',
  'table',
];

interface Rule {
  prelude: string;
  body: string;
}

/**
 * Vite plugin: when `@kern-ux/native/dist/kern.css` (340 kB) is imported, only the families above and the tokens they
 * reach are served, in the cascade layer `kern`, so that our own unlayered rules win without a specificity contest.
 */
export function kernSubset(): Plugin {
  return {
    name: 'planungsrunde:kern-subset',
    enforce: 'pre',
    transform: {
      filter: { id: /@kern-ux\/native\/dist\/kern\.css/ },
      handler: (css) => ({ code: subsetOf(css), map: null }),
    },
  };
}

/** Cuts a stylesheet of KERN down to our families; exported for the test that watches its size after an upgrade. */
export function subsetOf(css: string): string {
  const rules = rulesIn(css.replace(/\/\*[\s\S]*?\*\/|@charset[^;]*;|\s*!important/g, ''));
  const kept = rules
    .map(keepFamilies)
    .filter((rule) => rule !== '')
    .join('\n');
  const tokens = reachableTokens(rules, kept);
  return `@layer kern {\n:root {\n${tokens}\n}\n${kept}\n}\n`;
}

/** Splits one nesting level into rules; braces inside strings and data addresses do not count. */
function rulesIn(css: string): Rule[] {
  const rules: Rule[] = [];
  let depth = 0;
  let start = 0;
  let open = 0;
  for (const match of css.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{}]/g)) {
    if (match[0] === '{') {
      if (depth === 0) open = match.index;
      depth += 1;
    } else if (match[0] === '}') {
      depth -= 1;
      if (depth > 0) continue;
      rules.push({ prelude: css.slice(start, open).trim(), body: css.slice(open + 1, match.index).trim() });
      start = match.index + 1;
    }
  }
  return rules;
}

/** Icons are drawn by our own Icon component, so KERN's pictures (masks from data addresses) stay out. */
function keepFamilies(rule: Rule): string {
  if (rule.prelude.startsWith('@media')) {
    const inner = rulesIn(rule.body)
      .map(keepFamilies)
      .filter((kept) => kept !== '')
      .join('\n');
    return inner === '' ? '' : `${rule.prelude} {\n${inner}\n}`;
  }
  const body = rule.body.replace(/(-webkit-)?mask:\s*url\("[^"]*"\)[^;]*;/g, '');
  const selectors = rule.prelude.split(/,(?![^(]*\))/).filter(isOurs);
  return selectors.length === 0 ? '' : `${selectors.join(',').trim()} { ${body} }`;
}

function isOurs(selector: string): boolean {
  const first = /\.kern-([a-z]+(?:-[a-z]+)*)/.exec(selector)?.[1];
  return first !== undefined && FAMILIES.includes(first) && !/kern-icon|file-selector|type=file/.test(selector);
}

/** Light values only: tokens.css gives every colour that has a dark twin. */
function reachableTokens(rules: Rule[], kept: string): string {
  const values = new Map<string, string>();
  for (const rule of rules) {
    if (!/^(:root|:is\(body|\[data-kern-theme=light\])/.test(rule.prelude)) continue;
    for (const [, name, value] of rule.body.matchAll(/(--kern-[\w-]+):\s*([^;]+)/g)) {
      if (name !== undefined && value !== undefined) values.set(name, value);
    }
  }
  const reached = new Set<string>();
  const visit = (text: string): void => {
    for (const [, name] of text.matchAll(/var\((--kern-[\w-]+)/g)) {
      if (name === undefined || reached.has(name)) continue;
      reached.add(name);
      visit(values.get(name) ?? '');
    }
  };
  visit(kept);
  return [...reached]
    .filter((name) => values.has(name))
    .map((name) => `${name}: ${values.get(name)};`)
    .join('\n');
}

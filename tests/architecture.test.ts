import { describe, expect, test } from 'vitest';
import { circles, importsOf, sources, textOf } from './support/sources.ts';

/**
 * The house of ARCHITECTURE.md as a table: who may import whom. A place is a folder or a file directly below
 * `src/domain`, `src/lib` or `server`; what a place imports from itself is always allowed.
 */
const domain = /^src\/domain\//;
const bootstrap = /^server\/bootstrap(\/|\.mjs$)/;
const paraglide = /^src\/lib\/paraglide\//;

/**
 * The capabilities, and whom else each one knows, as the cycle of the product has it. `people` owns the caller and the
 * permissions, so all may know it; a session shows the ballots held in it; `round` is the overview that sums up all.
 */
const capabilities: Record<string, readonly string[]> = {
  people: [],
  session: ['people', 'prioritisation'],
  statistics: ['people'],
  stakeholders: ['people'],
  analysis: ['people', 'statistics', 'stakeholders'],
  measures: ['people', 'analysis'],
  prioritisation: ['people', 'measures'],
  effectiveness: ['people', 'measures'],
  round: ['people', 'session', 'stakeholders', 'analysis', 'measures', 'prioritisation', 'effectiveness'],
  reporting: ['people', 'analysis', 'prioritisation', 'measures', 'effectiveness'],
};

/** One storey of the house: where its places are, what each of them may import, and from which packages. */
interface Storey {
  place: RegExp;
  mayImport: readonly RegExp[];
  packages?: RegExp;
}

const storeys: readonly Storey[] = [
  { place: /^src\/domain\/contract\.ts$/, mayImport: [domain], packages: /^valibot$/ },
  { place: /^src\/domain\/[^/]+\.ts$/, mayImport: [/^src\/domain\/(?!contract)[^/]+\.ts$/], packages: /^valibot$/ },
  ...inEveryCapability((name, known) => ({
    place: within(`src/domain/${name}`),
    mayImport: [/^src\/domain\/(?!contract)[^/]+\.ts$/, ...known.map((each) => within(`src/domain/${each}`))],
    packages: /^valibot$/,
  })),
  {
    place: within('src/lib/ui'),
    mayImport: [within('src/lib/ui'), paraglide],
    // `vite` for the type of the plugin that picks the part of KERN which we use.
    packages: /^(svelte|vite|bits-ui|uqr|d3-[a-z]+|@kern-ux\/native|@fontsource\/[a-z-]+|\$app)(\/|$)/,
  },
  { place: within('src/lib/live'), mayImport: [within('src/lib/live'), domain, paraglide] },
  {
    place: within('src/lib/shell'),
    mayImport: [
      domain,
      paraglide,
      ...['shell', 'live', 'ui', 'people', 'round'].map((each) => within(`src/lib/${each}`)),
    ],
  },
  ...inEveryCapability((name, known) => ({
    place: within(`src/lib/${name}`),
    mayImport: [domain, paraglide, ...[name, 'live', 'ui', 'shell', ...known].map((each) => within(`src/lib/${each}`))],
  })),
  { place: /^src\/app\.d\.ts$/, mayImport: [domain, /^server\//] },
  {
    place: /^src\/(routes|params)\/|^src\/(hooks|hooks\.server|hooks\.client|service-worker)\.ts$/,
    mayImport: [domain, /^src\/lib\//, /^src\/routes\//],
  },
  // Runs before anything is installed, so it has nothing but Node and itself.
  { place: bootstrap, mayImport: [bootstrap], packages: /^node:/ },
  { place: within('server/platform'), mayImport: [within('server/platform')] },
  { place: within('server/database'), mayImport: [domain, ...inServer('database', 'platform')] },
  { place: within('server/documents'), mayImport: [domain, ...inServer('documents', 'database', 'platform')] },
  { place: /^server\/commands(\/|\.ts$)/, mayImport: [domain, ...inServer('commands', 'database', 'platform')] },
  { place: within('server/live'), mayImport: [domain, ...inServer('live', 'commands', 'documents', 'platform')] },
  ...inEveryCapability((name, known) => ({
    place: within(`server/${name}`),
    mayImport: [domain, ...inServer(name, 'commands', 'database', 'documents', 'platform', ...known)],
  })),
  // The demo round is planted through every capability.
  { place: within('server/demo'), mayImport: [domain, /^server\/(?!main|app)/] },
  // Above all others: main.ts knows everyone, and what stands beside it helps it to start.
  { place: /^server\/[^/]+\.(ts|mjs)$/, mayImport: [domain, /^server\//] },
];

const ours = sources().filter((path) => !path.startsWith('tests/'));

describe('the house', () => {
  test.each(ours)('%s stands in a place that ARCHITECTURE.md knows, and imports only what that place may', (path) => {
    const storey = storeys.find(({ place }) => place.test(path));
    expect(storey, `${path} belongs to no place of the house`).toBeDefined();
    expect(importsOf(path).filter((target) => !allowed(storey!, path, target))).toEqual([]);
  });

  test('nobody imports in a circle', () => {
    expect(circles(ours)).toEqual([]);
  });

  test('src and server never import each other, and neither imports a test', () => {
    const crossing = ours.flatMap((path) =>
      importsOf(path)
        .filter((target) => crosses(path, target))
        .map((target) => `${path} → ${target}`),
    );
    expect(crossing).toEqual([]);
  });
});

describe('the house style', () => {
  const forbidden = /^(utils?|helpers?|common|misc|managers?|data|handlers?|handle|services?|api)$/;

  test('names say what a file is about', () => {
    expect(sources().filter((path) => path.split('/').some((part) => forbidden.test(lastWord(part))))).toEqual([]);
    expect(sources().filter((path) => /\/index\.(ts|js)$/.test(path))).toEqual([]);
  });

  test('files have at most 300 lines, components 150', () => {
    const tooLong = sources()
      .map((path) => ({ path, lines: textOf(path).trimEnd().split('\n').length }))
      .filter(({ path, lines }) => lines > (path.endsWith('.svelte') ? 150 : 300));
    expect(tooLong).toEqual([]);
  });

  test('every function and class that is exported says what it promises', () => {
    const spoken = ours.filter(
      (path) => /^(src\/(domain|lib)|server)\/.*\.ts$/.test(path) && !/\/migrations\//.test(path),
    );
    expect(spoken.flatMap(undocumented)).toEqual([]);
  });
});

function allowed(storey: Storey, path: string, target: string): boolean {
  if (/^(src|server|tests)\//.test(target))
    return target === path || storey.mayImport.some((each) => each.test(target));
  return storey.packages?.test(target) ?? true;
}

function crosses(path: string, target: string): boolean {
  if (target.startsWith('tests/')) return true;
  if (path === 'src/app.d.ts') return false;
  return path.startsWith('src/') ? target.startsWith('server/') : target.startsWith('src/') && !domain.test(target);
}

/** Exported functions and classes without a docstring; one above a paragraph of exports speaks for all of it. */
function undocumented(path: string): string[] {
  const paragraphs = textOf(path).split(/\n\s*\n/);
  const silent = paragraphs.filter((paragraph) => !/\*\/\n(@|export)/.test(paragraph) && /^export /m.test(paragraph));
  return silent.flatMap((paragraph) =>
    [...paragraph.matchAll(/^export (?:async |abstract )?(?:function|class) (\w+)/gm)].map(
      ([, name]) => `${path} ${name}`,
    ),
  );
}

function within(folder: string): RegExp {
  return new RegExp(`^${folder}/`);
}

function inServer(...places: string[]): RegExp[] {
  return places.map((place) => new RegExp(`^server/${place}(/|\\.ts$)`));
}

function inEveryCapability(storey: (name: string, known: readonly string[]) => Storey): Storey[] {
  return Object.entries(capabilities).map(([name, known]) => {
    const { mayImport, ...rest } = storey(name, known);
    return { ...rest, mayImport: [...mayImport, rest.place] };
  });
}

/** `sessionManager.svelte.ts` → `manager`: what a name ends on says what it claims to be. */
function lastWord(part: string): string {
  const [name = ''] = part.replace(/^\+/, '').split('.');
  return (name.split(/[-_]|(?=[A-Z])/).at(-1) ?? '').toLowerCase();
}

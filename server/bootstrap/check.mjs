import { compileMessages } from './messages.mjs';
import { runTool } from './tools.mjs';

const steps = [
  {
    title: 'Typen · types (svelte-check)',
    tool: 'svelte-check',
    args: ['--tsconfig', './tsconfig.json', '--fail-on-warnings'],
  },
  { title: 'Regeln · rules (eslint)', tool: 'eslint', args: ['.', '--max-warnings', '0'] },
  { title: 'Schriftbild · formatting (prettier)', tool: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { title: 'Unbenutztes · unused (knip)', tool: 'knip', args: [] },
];

/**
 * Checks types, rules, formatting and unused code, two at a time; prints what is wrong; 0 if nothing is.
 * @param {string} node
 */
export async function check(node) {
  await generate(node);
  const waiting = [...steps];
  const worker = async () => {
    let failed = 0;
    for (let step = waiting.shift(); step; step = waiting.shift()) failed += await checkOne(node, step);
    return failed;
  };
  const failed = await Promise.all([worker(), worker()]);
  return failed.some((count) => count > 0) ? 1 : 0;
}

/**
 * Writes every file as prettier and eslint want it.
 * @param {string} node
 */
export async function format(node) {
  await generate(node);
  const { code } = await runTool(node, 'prettier', ['--write', '--log-level', 'warn', '.']);
  const { code: rules } = await runTool(node, 'eslint', ['.', '--fix']);
  return code === 0 ? rules : code;
}

/**
 * The types of the pages and the texts are generated; every check reads them.
 * @param {string} node
 */
async function generate(node) {
  const { code, output } = await runTool(node, '@sveltejs/kit', ['sync'], { quiet: true });
  if (code !== 0) process.stderr.write(output);
  await compileMessages(node);
}

/**
 * @param {string} node
 * @param {{ title: string, tool: string, args: readonly string[] }} step
 */
async function checkOne(node, { title, tool, args }) {
  const before = Date.now();
  const { code, output } = await runTool(node, tool, args, { quiet: true });
  const seconds = ((Date.now() - before) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${title} ${seconds} s\n${code === 0 ? '' : `${output}\n`}`);
  return code === 0 ? 0 : 1;
}

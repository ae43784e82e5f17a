import { build } from './build.mjs';
import { check, format } from './check.mjs';
import { run } from './child.mjs';
import { install } from './install.mjs';
import { findNode, serverFlags } from './runtime.mjs';
import { StartFailed } from './say.mjs';
import { test } from './suite.mjs';
import { runTool } from './tools.mjs';

/** @type {Record<string, (node: string, args: readonly string[]) => Promise<number>>} */
const commands = {
  start: async (node, args) => {
    await build(node);
    return runServer(node, args);
  },
  dev: async (node, args) => (await runTool(node, 'vite', ['dev', ...args])).code,
  build: async (node) => {
    await build(node);
    return 0;
  },
  check,
  format,
  test,
  'test:long': (node, args) => test(node, args, { ...process.env, LONG: '1' }),
  pictures: (node, args) => onBuilt(node, ['tests/support/pictures.ts', ...args]),
  measure: (node, args) => onBuilt(node, ['tests/load/measure.ts', ...args]),
  bench: async (node, args) => {
    await install('tests/load/peers');
    return (await run(node, ['tests/load/bench.ts', ...args])).code;
  },
  'bench:ballots': async (node, args) => (await run(node, ['tests/load/ballots.ts', ...args])).code,
  'bench:serve': async (node, args) => (await run(node, [...serverFlags, 'tests/load/serve.ts', ...args])).code,
};

/**
 * Carries out one npm script and resolves to its exit code.
 * @param {string} name
 * @param {readonly string[]} args
 * @throws {StartFailed} with the sentence for the person
 */
export async function runCommand(name, args) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw unknown(name);
  await install();
  return command(findNode(), args);
}

/**
 * @param {string} node
 * @param {readonly string[]} args
 */
async function runServer(node, args) {
  const env = { ...process.env, NODE_ENV: process.env.NODE_ENV ?? 'production' };
  const { code } = await run(node, [...serverFlags, 'server/main.ts', ...args], { env });
  return code;
}

/**
 * @param {string} node
 * @param {readonly string[]} args
 */
async function onBuilt(node, args) {
  await build(node);
  return (await run(node, args)).code;
}

/** @param {string} name */
function unknown(name) {
  const known = Object.keys(commands).join(', ');
  return new StartFailed(
    `„${name}“ gibt es nicht. Möglich sind: ${known}.`,
    `There is no "${name}". Possible are: ${known}.`,
  );
}

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { run } from './child.mjs';

/** What every tool gets so that it ends when this process is killed. */
export const onLeash = ['--import', new URL('leash.mjs', import.meta.url).href];

/**
 * Runs the program of an installed package with `node`, without the shell scripts in node_modules/.bin.
 * @param {string} node
 * @param {string} name of the package
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runTool(node, name, args, options) {
  return run(node, [...onLeash, entryOf(name), ...args], options);
}

/** @param {string} name */
function entryOf(name) {
  const folder = resolve('node_modules', name);
  const { bin } = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8'));
  return resolve(folder, typeof bin === 'string' ? bin : bin[programs[name] ?? name]);
}

/**
 * Programs that are not called like their package.
 * @type {Record<string, string>}
 */
const programs = { '@sveltejs/kit': 'svelte-kit', '@playwright/test': 'playwright' };

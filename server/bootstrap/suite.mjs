import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { check } from './check.mjs';
import { say } from './say.mjs';
import { runTool } from './tools.mjs';

/**
 * @typedef {Record<string, string | undefined>} Env
 * @typedef {{ passed: number, failed: number }} Counts
 */

/**
 * Runs every check and test, or only the vitest files that `args` name. The last line is `N passed, N failed` over both
 * runners; the exit code is 0 only when nothing at all failed.
 * @param {string} node
 * @param {readonly string[]} args
 * @param {Env} [env]
 */
export async function test(node, args, env = process.env) {
  const reports = mkdtempSync(join(tmpdir(), 'planungsrunde-tests-'));
  try {
    return await runSuite(node, args, env, reports);
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

/**
 * @param {string} node
 * @param {readonly string[]} args
 * @param {Env} env
 * @param {string} reports directory for the reports of the runners
 */
async function runSuite(node, args, env, reports) {
  const only = args.length > 0;
  await build(node);
  const checked = only ? 0 : await check(node);
  const results = [await vitest(node, args, env, join(reports, 'vitest.json'))];
  if (!only) results.push(await playwright(node, env, join(reports, 'playwright.json')));
  if (checked !== 0) say('Die Prüfungen oben haben etwas gefunden.', 'The checks above found something.');
  /** @param {keyof Counts} count */
  const sum = (count) => results.reduce((total, result) => total + result[count], 0);
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`);
  return checked === 0 && sum('failed') === 0 ? 0 : 1;
}

/**
 * @param {string} node
 * @param {readonly string[]} filters
 * @param {Env} env
 * @param {string} file
 */
async function vitest(node, filters, env, file) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code } = await runTool(node, 'vitest', ['run', ...reporters, ...filters], { env });
  return atLeastOneFailure(code, countVitest(read(file)));
}

/**
 * @param {string} node
 * @param {Env} env
 * @param {string} file
 */
async function playwright(node, env, file) {
  if (!existsSync('playwright.config.ts')) return { passed: 0, failed: 0 };
  const reporting = { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
  const { code } = await runTool(node, '@playwright/test', ['test', '--reporter=list,json'], { env: reporting });
  return atLeastOneFailure(code, countPlaywright(read(file)));
}

/**
 * What vitest's JSON report says.
 * @param {{ numPassedTests?: number, numFailedTests?: number } | undefined} report
 * @returns {Counts}
 */
export function countVitest(report) {
  return { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 };
}

/**
 * What Playwright's JSON report says; a test that passed only when repeated counts as passed.
 * @param {{ stats?: { expected?: number, flaky?: number, unexpected?: number } } | undefined} report
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const { expected = 0, flaky = 0, unexpected = 0 } = report?.stats ?? {};
  return { passed: expected + flaky, failed: unexpected };
}

/**
 * A runner that broke before or beside its tests must not look green.
 * @param {number} code
 * @param {Counts} counts
 * @returns {Counts}
 */
export function atLeastOneFailure(code, { passed, failed }) {
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

/** @param {string} file */
function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

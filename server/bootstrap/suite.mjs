import { existsSync, readFileSync, rmSync } from 'node:fs';
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
  const only = args.length > 0;
  await build(node);
  const checked = only ? 0 : await check(node);
  const results = [await vitest(node, args, env)];
  if (!only) results.push(await playwright(node, env));
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
 */
async function vitest(node, filters, env) {
  const report = newReport('vitest');
  const { code } = await runTool(node, 'vitest', ['run', ...filters], { env });
  return atLeastOneFailure(code, countVitest(read(report)));
}

/**
 * @param {string} node
 * @param {Env} env
 */
async function playwright(node, env) {
  const report = newReport('playwright');
  const { code } = await runTool(node, '@playwright/test', ['test'], { env });
  return atLeastOneFailure(code, countPlaywright(read(report)));
}

/**
 * What vitest's JSON report says; undefined when there is none.
 * @param {{ numPassedTests?: number, numFailedTests?: number } | undefined} report
 * @returns {Counts | undefined}
 */
export function countVitest(report) {
  return report && { passed: report.numPassedTests ?? 0, failed: report.numFailedTests ?? 0 };
}

/**
 * What Playwright's JSON report says; a test that passed only when repeated counts as passed.
 * @param {{ stats: { expected: number, flaky: number, unexpected: number } } | undefined} report
 * @returns {Counts | undefined}
 */
export function countPlaywright(report) {
  return report && { passed: report.stats.expected + report.stats.flaky, failed: report.stats.unexpected };
}

/**
 * A runner that broke before or beside its tests, or wrote no report, must not look green.
 * @param {number} code
 * @param {Counts | undefined} counts
 * @returns {Counts}
 */
export function atLeastOneFailure(code, counts) {
  const { passed, failed } = counts ?? { passed: 0, failed: 1 };
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

/**
 * Where vitest.config.ts and playwright.config.ts write their reports; that of an earlier run is removed.
 * @param {string} runner
 */
function newReport(runner) {
  const file = `test-results/${runner}.json`;
  rmSync(file, { force: true });
  return file;
}

/** @param {string} file */
function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

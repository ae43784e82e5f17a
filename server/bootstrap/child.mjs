import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { watchParents } from './parents.mjs';

const patienceMs = 20_000;
const programNotFound = 127;
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {number | undefined} */
let stopCode;

/** The exit code when this process was told to stop; undefined while nobody did. */
export function exitCodeAfterStop() {
  return stopCode;
}

/**
 * Runs a program until it ends and resolves to its exit code and, with `quiet`, its output. It is told to stop when this
 * process is told to, or when the parent of this process is gone: npm does not pass signals on. Through the channel of
 * the child it notices in turn when this process is killed (server/platform/lifetime.ts, leash.mjs).
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined>, quiet?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function run(program, args, { env = process.env, quiet = false } = {}) {
  if (stopCode !== undefined) throw new Error('told to stop');
  watch();
  /** @type {import('node:child_process').StdioOptions} */
  const streams = quiet ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['inherit', 'inherit', 'inherit', 'ipc'];
  /** @type {import('node:child_process').ChildProcess} */
  const child = spawn(program, args, { env, stdio: streams });
  running.add(child);
  /** @type {Buffer[]} */
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => output.push(part));
  const code = await ended(child);
  running.delete(child);
  return { code, output: Buffer.concat(output).toString() };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function ended(child) {
  return new Promise((resolve) => {
    child.once('error', () => resolve(programNotFound));
    child.once('close', (code, signal) => resolve(code ?? codeFor(signal ?? 'SIGKILL')));
  });
}

/** @type {NodeJS.Signals[]} */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
let watching = false;

function watch() {
  if (watching) return;
  watching = true;
  for (const signal of stopSignals) process.on(signal, () => stop(codeFor(signal)));
  watchParents(() => stop(1));
}

/** @param {number} code */
function stop(code) {
  if (stopCode !== undefined) return;
  stopCode = code;
  for (const child of running) child.kill('SIGTERM');
  setTimeout(() => {
    for (const child of running) child.kill('SIGKILL');
  }, patienceMs).unref();
}

/**
 * The exit code by which shells tell that a signal ended a program.
 * @param {NodeJS.Signals} signal
 */
function codeFor(signal) {
  return 128 + constants.signals[signal];
}

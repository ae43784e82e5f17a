import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { say, StartFailed } from './say.mjs';
import { onLeash } from './tools.mjs';

/**
 * Installs exactly what the package-lock.json of a folder names, if its node_modules holds something else.
 * @param {string} [folder] the project's root unless told
 * @throws {StartFailed} when npm could not
 */
export async function install(folder = '.') {
  if (isInstalled(join(folder, 'package-lock.json'), join(folder, 'node_modules/.package-lock.json'))) return;
  say('Wird eingerichtet (einmalig, etwa 30 Sekunden) …', 'installing (once, about 30 seconds) …');
  const where = folder === '.' ? [] : ['--prefix', folder];
  const { code, output } = await runNpm(['ci', ...where, '--loglevel=error', '--include=dev', '--include=optional']);
  if (code === 0) return;
  process.stderr.write(output);
  throw new StartFailed(
    'Die Bausteine konnten nicht geladen werden: Prüfen Sie die Verbindung zur npm-Registry (Netz, Proxy) und starten Sie neu.',
    'The packages could not be loaded: check the connection to the npm registry (network, proxy) and start again.',
  );
}

/**
 * Whether node_modules is what package-lock.json asks for, as far as this platform can have it.
 * @param {string} [lockFile]
 * @param {string} [installedFile] npm's own record of what it installed
 */
export function isInstalled(lockFile = 'package-lock.json', installedFile = 'node_modules/.package-lock.json') {
  if (!existsSync(installedFile)) return false;
  const wanted = packagesIn(lockFile);
  const present = packagesIn(installedFile);
  return Object.entries(wanted).every(([path, { version, optional, devOptional, peer }]) => {
    if (path === '') return true;
    return present[path] ? present[path].version === version : Boolean(optional ?? devOptional ?? peer);
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }>}
 */
function packagesIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/**
 * npm starts this file with its own path in the environment; without it the one on the PATH has to do.
 * @param {readonly string[]} args
 */
function runNpm(args) {
  const npm = process.env.npm_execpath;
  if (npm && existsSync(npm)) return run(process.execPath, [...onLeash, npm, ...args], { quiet: true });
  if (process.platform === 'win32') return run('cmd', ['/c', 'npm', ...args], { quiet: true });
  return run('npm', args, { quiet: true });
}

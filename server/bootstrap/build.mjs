import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say, StartFailed } from './say.mjs';
import { runTool } from './tools.mjs';

const sources = [
  'src',
  'static',
  'project.inlang/settings.json',
  'svelte.config.js',
  'vite.config.ts',
  'package-lock.json',
];
const generated = join('src', 'lib', 'paraglide');
const stamp = join('build', '.stamp');

/**
 * Builds the pages if they are missing or older than their sources.
 * @param {string} node path of the Node to build with
 * @throws {StartFailed} when they do not build; the reason is printed before
 */
export async function build(node) {
  const wanted = fingerprint(sources, generated);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Seiten werden gebaut (etwa 10 Sekunden) …', 'building the pages (about 10 seconds) …');
  const { code, output } = await runTool(node, 'vite', ['build', '--logLevel', 'warn'], { quiet: true });
  if (code !== 0) {
    process.stderr.write(output);
    throw new StartFailed(
      'Die Seiten ließen sich nicht bauen; der Grund steht darüber.',
      'The pages did not build; the reason is above.',
    );
  }
  writeFileSync(stamp, wanted);
}

/**
 * A hash over the names and contents of all files at `paths`; what lies in `except` does not count.
 * @param {readonly string[]} paths
 * @param {string} except
 */
export function fingerprint(paths, except) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesIn(path, except)))
    hash.update(file).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @param {string} except
 * @returns {string[]}
 */
function filesIn(path, except) {
  if (path === except || !existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name), except));
}

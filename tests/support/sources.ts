import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';

/** The project's root as an absolute path. */
export const root = join(import.meta.dirname, '../..');

/** Paths below the given folders, relative to the root and with `/`, without what Paraglide generates and npm installs. */
export function filesIn(...folders: string[]): string[] {
  return folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.startsWith('src/lib/paraglide/') && !path.includes('/node_modules/'));
}

/** Our own code: TypeScript, Svelte and plain JavaScript below src, server and tests. */
export function sources(): string[] {
  return filesIn('src', 'server', 'tests').filter((path) => /\.(ts|svelte|js|mjs)$/.test(path));
}

/** The text of a file named relative to the root. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** What a source imports, types and `import()` included: files relative to the root, packages by their specifier. */
export function importsOf(path: string): string[] {
  const code = path.endsWith('.svelte') ? scriptsOf(textOf(path)) : textOf(path);
  const specifiers = ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
  return [...new Set(specifiers.map((specifier) => resolve(path, specifier)))];
}

/** Groups of files that import each other in a circle, each with two or more members. */
export function circles(files: readonly string[]): string[][] {
  const graph = new Map(files.map((file) => [file, importsOf(file).filter((target) => files.includes(target))]));
  const reached = new Map(files.map((file) => [file, reachableFrom(file, graph)]));
  const groups = files.map((file) =>
    files.filter((other) => reached.get(file)?.has(other) && reached.get(other)?.has(file)),
  );
  return groups.filter((group, index) => group.length > 0 && group[0] === files[index]);
}

function reachableFrom(start: string, graph: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const open = [...(graph.get(start) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(graph.get(next) ?? []));
  }
  return seen;
}

function resolve(from: string, specifier: string): string {
  const bare = specifier.replace(/\?.*$/, '');
  if (bare.startsWith('#')) return bare.replace('#', 'src/');
  return bare.startsWith('.') ? join(dirname(from), bare).split(sep).join('/') : bare;
}

function scriptsOf(component: string): string {
  return [...component.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, code]) => code).join('\n');
}

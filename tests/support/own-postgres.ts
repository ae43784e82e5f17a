import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { migrate } from '../../server/database/database.ts';
import { type Embedded, startEmbedded } from '../../server/database/embedded.ts';
import { type Wire, wireTo } from './wire.ts';

/** A PostgreSQL of the test's own that keeps its promises (fsync), always at the same address. */
export type OwnPostgres = {
  /** A migrated database; the way to it stays the same over a restart. */
  readonly url: string;
  /** That way, to end the database at one of its answers. */
  readonly wire: Wire;
  /** Ends the postmaster as a power cut would, and with it everything that it runs. */
  kill(): Promise<void>;
  /** Starts it again on the same files. */
  start(): Promise<void>;
};

/** Runs it in `dataDir` until the test ends. */
export async function ownPostgres(dataDir: string): Promise<OwnPostgres> {
  let running: Embedded = await startEmbedded({ dataDir });
  onTestFinished(() => running.stop());
  await migrate(running.url);
  const wire = await wireTo(running.url);
  return {
    url: wire.through(running.url),
    wire,
    async kill() {
      process.kill(Number.parseInt(readFileSync(join(dataDir, 'pg18/postmaster.pid'), 'utf8'), 10), 'SIGKILL');
      await running.lost;
      await running.stop();
    },
    async start() {
      running = await startEmbedded({ dataDir });
      wire.redirect(running.url);
    },
  };
}

/** An empty directory until the test ends. */
export async function newDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'planungsrunde-own-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Makes a directory a disk of its own with this many MiB; false where this account may not mount. */
export function mountSmallDisk(path: string, mebibytes: number): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'planungsrunde-test', path]);
  if (mounted.status !== 0) return false;
  onTestFinished(() => void spawnSync('umount', [path]));
  return true;
}

import { spawn } from 'node:child_process';
import { open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Binaries } from './embedded-binaries.ts';
import { makeOwnDirectory, type Account } from './embedded-privileges.ts';

/** Which database to create, with which programs, as whom. */
export type ClusterPlan = {
  readonly binaries: Binaries;
  readonly account: Account;
  readonly cluster: string;
  readonly fsync: boolean;
  readonly password: () => string;
};

/**
 * Creates the database files at `cluster` unless they exist. They are made beside it and moved there
 * complete, so that an interrupted first start leaves nothing that a later one could take for a database.
 */
export async function createCluster(plan: ClusterPlan): Promise<void> {
  const { cluster, account } = plan;
  if (existsSync(join(cluster, 'PG_VERSION'))) return;
  await removeDrafts(cluster);
  const draft = `${cluster}.draft-${String(process.pid)}`;
  makeOwnDirectory(draft, account);
  const password = join(draft, '..', `${basename(draft)}.password`);
  await writeFile(password, `${plan.password()}\n`, { mode: 0o600 });
  await init(plan, draft, password);
  await rename(password, join(draft, 'planungsrunde.password'));
  await rename(draft, cluster);
  if (plan.fsync && process.platform !== 'win32') await syncDirectory(dirname(cluster));
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}

async function removeDrafts(cluster: string): Promise<void> {
  const beside = await readdir(dirname(cluster));
  const drafts = beside.filter((name) => name.startsWith(`${basename(cluster)}.draft-`));
  await Promise.all(
    drafts.map((name) => rm(join(dirname(cluster), name), { recursive: true, force: true, maxRetries: 3 })),
  );
}

/** German order of words (ICU); server messages stay English for the log. */
async function init({ binaries, account, fsync }: ClusterPlan, directory: string, password: string): Promise<void> {
  const order = ['--encoding=UTF8', '--no-locale', '--locale-provider=icu', '--icu-locale=de'];
  const access = ['--username=planungsrunde', '--auth=scram-sha-256', `--pwfile=${password}`];
  const safety = ['--data-checksums', ...(fsync ? [] : ['--no-sync'])];
  await run(binaries, account, [
    binaries.initdb,
    `--pgdata=${directory}`,
    ...order,
    ...access,
    ...safety,
    '--no-instructions',
  ]);
  const single = [binaries.postgres, '--single', '-D', directory, ...(fsync ? [] : ['-F']), 'postgres'];
  await run(binaries, account, single, 'CREATE DATABASE planungsrunde\n');
}

async function run({ env }: Binaries, account: Account, command: readonly string[], input = ''): Promise<void> {
  const [program = '', ...rest] = [...account.prefix, ...command];
  const child = spawn(program, rest, { env, stdio: ['pipe', 'ignore', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  child.stdin.on('error', () => undefined).end(input);
  const [code, complaint] = await Promise.all([ended, text(child.stderr)]);
  if (code !== 0) throw new Error(`${basename(command[0] ?? '')} ended with ${String(code)}: ${complaint.trim()}`);
}

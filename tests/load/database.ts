import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { migrate } from '../../server/database/database.ts';
import { startEmbedded } from '../../server/database/embedded.ts';

/** A PostgreSQL for measurements that commits for good, as the product's own does. */
export type Cluster = { readonly url: string; readonly postmaster: number; stop(): Promise<void> };

/** Starts it in a directory that goes away with it. It does not outlive this process. */
export async function startCluster(): Promise<Cluster> {
  const dataDir = await mkdtemp(join(tmpdir(), 'planungsrunde-bench-'));
  const embedded = await startEmbedded({ dataDir });
  const [pid = ''] = (await readFile(join(dataDir, 'pg18/postmaster.pid'), 'utf8')).split('\n');
  return {
    url: embedded.url,
    postmaster: Number(pid),
    stop: async () => {
      await embedded.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A fresh database beside the one that `url` names. Answers with its address. */
export async function databaseBeside(url: string): Promise<string> {
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  await run(url, `create database ${name}`);
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

/** Brings a database up to date and lets it take documents of the kind 'bench'. */
export async function prepareDatabase(url: string): Promise<void> {
  await migrate(url);
  await run(url, 'alter table document drop constraint if exists document_kind_check');
}

async function run(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  await sql.unsafe(statement);
  await sql.end();
}

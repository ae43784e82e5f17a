import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../server/database/database.ts';
import { startEmbedded } from '../../server/database/embedded.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the one test server; its database `sample` is migrated and copied for every suite. */
    postgresUrl: string;
  }
}

/** One PostgreSQL for the whole run, without fsync, with a migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'planungsrunde-test-'));
  const embedded = await startEmbedded({ dataDir, fsync: false });
  const sql = postgres(embedded.url, { max: 1, onnotice: () => undefined });
  await sql`create database sample`;
  await sql.end();
  await migrate(withDatabase(embedded.url, 'sample'));
  project.provide('postgresUrl', embedded.url);
  return async () => {
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

const withDatabase = (url: string, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;

/** A fresh, migrated database for one suite. Takes the URL from `inject('postgresUrl')`. */
export const freshDatabase = (postgresUrl: string): Promise<string> => newDatabase(postgresUrl, 'sample');

/** A database in which no migration has run. */
export const emptyDatabase = (postgresUrl: string): Promise<string> => newDatabase(postgresUrl, 'template1');

async function newDatabase(postgresUrl: string, template: string): Promise<string> {
  const name = `suite_${randomUUID().replaceAll('-', '')}`;
  const sql = postgres(postgresUrl, { max: 1, onnotice: () => undefined });
  await sql.unsafe(`create database ${name} template ${template}`);
  await sql.end();
  return withDatabase(postgresUrl, name);
}

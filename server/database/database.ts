import { Kysely, type Transaction } from 'kysely';
import { PostgresJSDialect } from 'kysely-postgres-js';
import { Migrator } from 'kysely/migration';
import postgres from 'postgres';
import { Connection, Connections } from './connections.ts';
import { dialectOver } from './dialect.ts';
import * as firstRound from './migrations/001_first_round.ts';
import type { Tables } from './schema.ts';

/** The typed query builder, and under it the one client; `sql` is for statements that SQL says better. */
export type Database = { readonly kysely: Kysely<Tables>; readonly sql: postgres.Sql; close(): Promise<void> };
/** A transaction, or the database itself for reads. */
export type Queries = Kysely<Tables>;
export type Changes = Transaction<Tables>;

const migrations = { '001_first_round': firstRound };

/**
 * Opens the database. Sessions are read-only unless a transaction says `read write` (see `change`): what runs outside
 * of its transaction because a connection died cannot leave a stray row.
 */
export function openDatabase(url: string): Database {
  const options = {
    max: 12,
    connect_timeout: 5,
    idle_timeout: 300,
    onnotice: () => undefined,
    connection: {
      application_name: 'planungsrunde',
      default_transaction_read_only: true,
      statement_timeout: 5_000,
      idle_in_transaction_session_timeout: 15_000,
    },
    types: { day: { to: 1082, from: [1082], serialize: (day: string) => day, parse: (day: string) => day } },
  };
  const sql = postgres(url, options);
  const connections = new Connections(() => new Connection(url, options, 7_000), options.max, 5_000);
  const kysely = new Kysely<Tables>({ dialect: dialectOver(connections) });
  const close = async () => {
    await Promise.all([kysely.destroy(), sql.end({ timeout: 3 })]);
  };
  return { kysely, sql, close };
}

/** Runs one change: everything in it is stored, or nothing. */
export const change = <Result>(db: Database, work: (changes: Changes) => Promise<Result>): Promise<Result> =>
  db.kysely.transaction().setAccessMode('read write').execute(work);

/** Brings the schema up to date. Several instances may start at once: one migrates, the others wait. */
export async function migrate(url: string): Promise<void> {
  const sql = postgres(url, { max: 2, connect_timeout: 5, onnotice: () => undefined });
  try {
    const kysely = new Kysely<unknown>({ dialect: new PostgresJSDialect({ postgres: sql }) });
    const { error } = await new Migrator({
      db: kysely,
      provider: { getMigrations: async () => migrations },
    }).migrateToLatest();
    if (error !== undefined) throw error;
  } finally {
    await sql.end({ timeout: 3 });
  }
}

/** Whether nobody and nothing is in the database yet. */
export async function isEmpty(db: Queries): Promise<boolean> {
  const found = await db.selectFrom('person').select('id').limit(1).executeTakeFirst();
  const round = await db.selectFrom('round').select('id').limit(1).executeTakeFirst();
  return found === undefined && round === undefined;
}

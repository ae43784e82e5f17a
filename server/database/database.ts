import { Kysely, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import { type ClientOptions, Connection, Connections } from './connections.ts';
import { dialectOver } from './dialect.ts';
import { DirectConnection, isPlain } from './direct-connection.ts';
import * as firstRound from './migrations/001_first_round.ts';
import * as documentLog from './migrations/002_document_log.ts';
import * as measures from './migrations/003_measures.ts';
import * as board from './migrations/004_board.ts';
import * as ballots from './migrations/005_ballots.ts';
import * as receipts from './migrations/010_receipts.ts';
import type { Tables } from './schema.ts';
import type { Answer, Parameter } from './wire-protocol.ts';

/** The typed query builder over a pool of connections; its `sql` template is for what SQL says better. */
export type Database = {
  readonly kysely: Kysely<Tables>;
  /**
   * Runs one statement that is a whole change by itself, on connections of its own: without `begin` and `commit` it costs
   * a third, and where it has no transaction around it nothing can run outside of one. Answers how many rows it changed.
   */
  single(sql: string, parameters: readonly Parameter[]): Promise<number>;
  /**
   * Runs one statement that many ask for at every door, with the least work there is. Each row has one column, which is
   * JSON as text; its shape is what the caller says.
   */
  ask<Row>(sql: string, parameters: readonly Parameter[]): Promise<Row[]>;
  close(): Promise<void>;
};
/** A transaction, or the database itself for reads. */
export type Queries = Kysely<Tables>;
export type Changes = Transaction<Tables>;

/** How long a migration may take, or wait for another instance's, in milliseconds. */
const longestMigration = 10 * 60_000;
const quietly: ClientOptions = { connect_timeout: 5, onnotice: () => undefined };

const migrations = {
  '001_first_round': firstRound,
  '002_document_log': documentLog,
  '003_measures': measures,
  '004_board': board,
  '005_ballots': ballots,
  '010_receipts': receipts,
};

/**
 * Opens the database. Sessions are read-only unless a transaction says `read write` (see `change`): what runs outside
 * of its transaction because a connection died cannot leave a stray row.
 */
export function openDatabase(url: string): Database {
  const options: ClientOptions = {
    ...quietly,
    connection: {
      application_name: 'planungsrunde',
      default_transaction_read_only: true,
      statement_timeout: 5_000,
      idle_in_transaction_session_timeout: 15_000,
    },
    types: { day: { to: 1082, from: [1082], serialize: (day: string) => day, parse: (day: string) => day } },
  };
  const connections = new Connections(() => new Connection(url, options, 7_000), 12, 5_000);
  const kysely = new Kysely<Tables>({ dialect: dialectOver(connections) });
  const writing = { ...options, connection: { ...options.connection, default_transaction_read_only: false } };
  const open = isPlain(url)
    ? (of: ClientOptions) => new DirectConnection(url, of, 7_000)
    : (of: ClientOptions) => new Connection(url, of, 7_000);
  const pool = (of: ClientOptions) => new Connections<DirectConnection | Connection>(() => open(of), 3, 5_000);
  const [writers, readers] = [pool(writing), pool(options)];
  return {
    kysely,
    single: async (statement, parameters) => (await runOn(writers, statement, parameters)).count,
    ask: async <Row>(statement: string, parameters: readonly Parameter[]) => {
      const { texts } = await runOn(readers, statement, parameters);
      // Whoever asks has written the statement, and so knows what its rows look like.
      return texts.map((text) => JSON.parse(text) as Row);
    },
    close: async () => {
      await Promise.all([kysely.destroy(), writers.end(), readers.end()]);
    },
  };
}

async function runOn(
  connections: Connections<DirectConnection | Connection>,
  statement: string,
  parameters: readonly Parameter[],
): Promise<Answer> {
  const connection = await connections.borrow();
  try {
    if (connection instanceof DirectConnection) return await connection.run(statement, parameters);
    const { count, rows } = await connection.run(statement, parameters);
    return { count, texts: rows.map((row) => String(Object.values(row ?? {})[0])) };
  } finally {
    connections.giveBack(connection);
  }
}

/** Runs one change: everything in it is stored, or nothing. */
export const change = <Result>(db: Database, work: (changes: Changes) => Promise<Result>): Promise<Result> =>
  db.kysely.transaction().setAccessMode('read write').execute(work);

/** Brings the schema up to date. Several instances may start at once: one migrates, the others wait. */
export async function migrate(url: string): Promise<void> {
  const connections = new Connections(() => new Connection(url, quietly, longestMigration), 2, longestMigration);
  const kysely = new Kysely<unknown>({ dialect: dialectOver(connections) });
  try {
    const { error } = await new Migrator({
      db: kysely,
      provider: { getMigrations: async () => migrations },
    }).migrateToLatest();
    if (error !== undefined) throw error;
  } finally {
    await kysely.destroy();
  }
}

/** Whether nobody and nothing is in the database yet. */
export async function isEmpty(db: Queries): Promise<boolean> {
  const found = await db.selectFrom('person').select('id').limit(1).executeTakeFirst();
  const round = await db.selectFrom('round').select('id').limit(1).executeTakeFirst();
  return found === undefined && round === undefined;
}

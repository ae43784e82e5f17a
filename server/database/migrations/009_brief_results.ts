import { type Kysely, sql } from 'kysely';

/** What of a result everybody in the session is sent has a column, so that nobody reads a megabyte of names for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table ballot_result add column brief text').execute(db);
}

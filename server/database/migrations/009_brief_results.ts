import { type Kysely, sql } from 'kysely';

/** What of a result everybody in the session is sent has a column, so that nobody reads a megabyte of names for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'alter table ballot_result add column brief text',
  'alter table ballot_result disable trigger results_stay',
  `update ballot_result set brief = (body::jsonb || '{"named": null, "groups": []}')::text`,
  'alter table ballot_result enable trigger results_stay',
];

import { type Kysely, sql } from 'kysely';

/**
 * A ballot says how its roll was closed: until now everybody was on it who had entered. And what a measure's period said in
 * words has its column also where the measures are older than it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table ballot add column roll text not null default 'entered' check (roll in ('present', 'entered'))`,
  `alter table ballot alter column roll drop default`,
  `alter table measure add column if not exists period_said text`,
];

import { type Kysely, sql } from 'kysely';

/** A document can be shut: nobody writes it any more. The texts of merged measures are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table document add column shut boolean not null default false`,
  `update document set shut = true where id in (select document_id from measure where merged_into is not null)`,
];

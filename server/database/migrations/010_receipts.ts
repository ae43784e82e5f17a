import { type Kysely, sql } from 'kysely';

/**
 * Receipts tell what was done under a request's number, so that another content under the same number is another request.
 * Of the number a hash is kept: who reads the table does not know it, and so cannot find out the content by trying.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table receipt add column content text check (content ~ '^[0-9a-f]{64}$')`,
  // A retry of what was done a moment ago still finds its receipt.
  `update receipt set
    request_id = left(encode(sha256(convert_to(request_id::text, 'UTF8')), 'hex'), 32)::uuid`,
];

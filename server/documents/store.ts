import { sql } from 'kysely';
import * as v from 'valibot';
import { DocumentId, type PersonId, type RoundId } from '#domain/ids.ts';
import { change, type Database } from '../database/database.ts';

/** An update as it goes into the store: from whom, and the bytes that came in. */
export type Entry = { readonly personId: PersonId; readonly bytes: Uint8Array };

/** A stored update; the server's own have no person. */
export type StoredEntry = { readonly personId: PersonId | null; readonly bytes: Uint8Array };

/** A document and the round that it belongs to; undefined where there is no such document. */
export async function findDocument(
  db: Database,
  id: string,
): Promise<{ id: DocumentId; roundId: RoundId } | undefined> {
  const documentId = v.safeParse(DocumentId, id);
  if (!documentId.success) return undefined;
  return db.kysely
    .selectFrom('document')
    .select(['id', 'round_id as roundId'])
    .where('id', '=', documentId.output)
    .executeTakeFirst();
}

/**
 * All updates of a document in their order; the first has the number 1.
 * @throws Error when one is missing: what is left must not pass for the document
 */
export async function loadUpdates(db: Database, id: DocumentId): Promise<StoredEntry[]> {
  const rows = await db.kysely
    .selectFrom('document_update')
    .select(['seq', 'person_id as personId', 'bytes'])
    .where('document_id', '=', id)
    .orderBy('seq')
    .execute();
  if (rows.length === 0 || Number(rows.at(-1)?.seq) !== rows.length) throw new Error('document has a hole');
  return rows;
}

/**
 * Stores updates as numbers `first`, `first + 1` … of a document: all, or none. The primary key refuses a number that
 * is taken, so a writer that does not know the newest state cannot store anything.
 */
export async function appendUpdates(
  db: Database,
  id: DocumentId,
  first: number,
  entries: readonly Entry[],
): Promise<void> {
  const people = entries.map(({ personId }) => personId);
  const hex = entries.map(({ bytes }) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex'));
  await change(db, (changes) =>
    sql`insert into document_update (document_id, seq, person_id, bytes)
      select ${id}, ${first}::bigint - 1 + entry.place, entry.person_id, decode(entry.hex, 'hex')
      from unnest(${people}::uuid[], ${hex}::text[]) with ordinality as entry (person_id, hex, place)`.execute(changes),
  );
}

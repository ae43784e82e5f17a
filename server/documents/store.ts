import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { sql } from 'kysely';
import * as v from 'valibot';
import { DocumentId, type PersonId, type RoundId } from '#domain/ids.ts';
import type { Database, Queries } from '../database/database.ts';
import { emptySnapshot, type Snapshot } from './snapshot.ts';

/** What is known of a document without opening it. */
export type DocumentRecord = {
  readonly id: DocumentId;
  readonly roundId: RoundId;
  readonly kind: string;
  readonly epoch: number;
  readonly schemaVersion: number;
  /** Nobody writes it any more. */
  readonly isShut: boolean;
};

/** A document as it is stored; `updates` follow the snapshot, `lastSeq` numbers the last batch of them. */
export type StoredDocument = {
  readonly epoch: number;
  readonly snapshot: Snapshot;
  readonly updates: readonly Uint8Array[];
  readonly lastSeq: number;
  /** Which person a client id belongs to; null for the server's own. */
  readonly owners: ReadonlyMap<number, PersonId | null>;
};

/** What one document has to store at once: its next number, its updates in their order, who wrote the last, new client ids. */
export type Batch = {
  readonly documentId: DocumentId;
  readonly epoch: number;
  readonly seq: number;
  readonly updates: readonly Uint8Array[];
  readonly personId: PersonId;
  readonly clients: ReadonlyMap<number, PersonId>;
};

/** Finds documents by their ids. What is no id, or nobody's, is not in the answer. */
export async function findDocuments(db: Database, ids: readonly string[]): Promise<Map<string, DocumentRecord>> {
  const records = await db.ask<DocumentRecord>(known, [ids.filter((id) => v.is(DocumentId, id))]);
  return new Map(records.map((record) => [record.id, record]));
}

const known = `select json_build_object(
    'id', id, 'roundId', round_id, 'kind', kind, 'epoch', epoch, 'schemaVersion', schema_version,
    'isShut', shut)::text
  from document where id = any($1::uuid[])`;

/** The parts of documents, read in one statement and so at one moment. */
export async function readDocuments(
  db: Queries,
  ids: readonly DocumentId[],
): Promise<Map<DocumentId, readonly PartRow[]>> {
  const { rows } = await sql<PartRow>`
    select document_id, 1 as part, seq, epoch, bytes, state_vector, deletions, null::uuid as person_id
      from document_snapshot where document_id = any(${ids}::uuid[])
    union all select document_id, 2, seq, epoch, bytes, null, null, null
      from document_update where document_id = any(${ids}::uuid[])
    union all select document_id, 3, client_id, null, null, null, null, person_id
      from document_client where document_id = any(${ids}::uuid[])
    order by document_id, part, seq`.execute(db);
  return Map.groupBy(rows, ({ document_id }) => document_id);
}

/**
 * A document put together from its parts.
 * @throws Error when one is missing or of another epoch: what is left must not pass for the document
 */
export function storedDocument({ epoch }: DocumentRecord, rows: readonly PartRow[]): StoredDocument {
  const snapshot = snapshotIn(rows.find(({ part }) => part === 1));
  const batches = rows.filter(({ part }) => part === 2);
  if (!rows.every((row) => row.part === 3 || row.epoch === epoch)) throw new Error('document has been replaced');
  if (!batches.every(({ seq }, place) => Number(seq) === snapshot.seq + place + 1))
    throw new Error('document has a hole');
  return {
    epoch,
    snapshot,
    updates: batches.flatMap(({ bytes }) => (bytes === null ? [] : readBatch(bytes))),
    lastSeq: snapshot.seq + batches.length,
    owners: new Map(rows.filter(({ part }) => part === 3).map(({ seq, person_id }) => [Number(seq), person_id])),
  };
}

/** A part of a document: 1 its snapshot, 2 a batch, 3 a client id (as `seq`) and its person. */
export type PartRow = {
  document_id: DocumentId;
  part: 1 | 2 | 3;
  seq: string;
  epoch: number | null;
  bytes: Buffer | null;
  state_vector: Buffer | null;
  deletions: Buffer | null;
  person_id: PersonId | null;
};

function snapshotIn(row: PartRow | undefined): Snapshot {
  const { bytes = null, state_vector: stateVector = null, deletions = null } = row ?? {};
  if (row === undefined || bytes === null || stateVector === null || deletions === null) return emptySnapshot;
  return { seq: Number(row.seq), bytes, stateVector, deletions };
}

/**
 * Stores batches of several documents in one statement: all, or none. The primary key refuses a number that is taken,
 * the epoch's key one that has ended, so a writer that does not know the newest state cannot store anything.
 */
export async function storeBatches(db: Database, batches: readonly Batch[]): Promise<void> {
  const [only] = batches;
  if (batches.length === 1 && only !== undefined && only.clients.size === 0) {
    await db.single(insertOne, [only.documentId, only.epoch, only.seq, only.personId, writeBatch(only.updates)]);
    return;
  }
  const rows = [
    batches.map(({ documentId }) => documentId),
    batches.map(({ epoch }) => epoch),
    batches.map(({ seq }) => seq),
    batches.map(({ personId }) => personId),
    batches.map(({ updates }) => writeBatch(updates).toString('hex')),
  ];
  const bound = batches.flatMap(({ documentId, clients }) =>
    [...clients].map(([client, person]) => ({ documentId, client, person })),
  );
  if (bound.length === 0) return void (await db.single(insertMany, rows));
  await db.single(`with bound as (${insertClients}) ${insertMany}`, [
    ...rows,
    bound.map(({ documentId }) => documentId),
    bound.map(({ client }) => client),
    bound.map(({ person }) => person),
  ]);
}

const insertOne = 'insert into document_update (document_id, epoch, seq, person_id, bytes) values ($1, $2, $3, $4, $5)';
const insertMany = `insert into document_update (document_id, epoch, seq, person_id, bytes)
  select id, epoch, seq, person, decode(hex, 'hex')
  from unnest($1::uuid[], $2::int[], $3::bigint[], $4::uuid[], $5::text[]) as batch (id, epoch, seq, person, hex)`;
const insertClients = `insert into document_client (document_id, client_id, person_id)
  select * from unnest($6::uuid[], $7::bigint[], $8::uuid[])`;

/** Puts a snapshot in the place of the log up to its number, in one statement: killed at any instant, either stands. */
export async function storeSnapshot(
  db: Database,
  { id, epoch }: Pick<DocumentRecord, 'id' | 'epoch'>,
  { seq, bytes, stateVector, deletions }: Snapshot,
): Promise<void> {
  await db.single(
    `with last as (
      select person_id, at from document_update where document_id = $1 and seq = $3),
    kept as (
      insert into document_snapshot as old (document_id, epoch, seq, bytes, state_vector, deletions, person_id, at)
      select $1, $2, $3, $4, $5, $6, person_id, at from last
      on conflict (document_id) do update
        set seq = excluded.seq, bytes = excluded.bytes, state_vector = excluded.state_vector,
          deletions = excluded.deletions, person_id = excluded.person_id, at = excluded.at
        where old.epoch = excluded.epoch and old.seq < excluded.seq
      returning 1)
    delete from document_update where document_id = $1 and seq <= $3 and exists (select from kept)`,
    [id, epoch, seq, Buffer.from(bytes), Buffer.from(stateVector), Buffer.from(deletions)],
  );
}

/** Several updates as the bytes of one row: each with its length before it. */
export function writeBatch(updates: readonly Uint8Array[]): Buffer {
  const bytes = encoding.encode((encoder) => updates.forEach((update) => encoding.writeVarUint8Array(encoder, update)));
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The updates of one row. */
export function readBatch(bytes: Uint8Array): Uint8Array[] {
  const decoder = decoding.createDecoder(bytes);
  const updates: Uint8Array[] = [];
  while (decoding.hasContent(decoder)) updates.push(decoding.readVarUint8Array(decoder));
  return updates;
}

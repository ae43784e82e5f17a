import { type Kysely, sql } from 'kysely';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/**
 * Documents as snapshot and log: a row of the log is a batch of updates, with the person who wrote last; client ids have
 * an owner of their own.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of before) await sql.raw(statement).execute(db);
  const { rows } = await sql<Row>`select document_id, seq, person_id, bytes from document_update
    order by document_id, seq`.execute(db);
  for (const row of rows) await move(db, row);
}

type Row = { document_id: string; seq: string; person_id: string | null; bytes: Buffer };

const before = [
  `alter table document add unique (id, epoch)`,
  `alter table document_update add column epoch int not null default 1`,
  `alter table document_update alter column epoch drop default`,
  // What is written for an epoch that has ended is refused, and an epoch ends only when nothing of it is left.
  `alter table document_update add foreign key (document_id, epoch) references document (id, epoch)`,
  `alter table document_update drop constraint document_update_document_id_fkey`,
  `create table document_snapshot (
    document_id uuid primary key,
    epoch int not null,
    seq bigint not null check (seq >= 0),
    bytes bytea not null,
    state_vector bytea not null,
    deletions bytea not null,
    person_id uuid references person on delete set null,
    at timestamptz not null,
    foreign key (document_id, epoch) references document (id, epoch))`,
  `create table document_client (
    document_id uuid not null references document,
    client_id bigint not null check (client_id >= 0),
    person_id uuid references person on delete set null,
    primary key (document_id, client_id))`,
];

/** One update becomes a batch of one; whoever wrote first under a client id owns it. */
async function move(db: Kysely<unknown>, { document_id, seq, person_id, bytes }: Row): Promise<void> {
  const batch = Buffer.from(encoding.encode((encoder) => encoding.writeVarUint8Array(encoder, bytes)));
  await sql`update document_update set bytes = ${batch} where document_id = ${document_id} and seq = ${seq}`.execute(
    db,
  );
  for (const client of clientsOf(bytes))
    await sql`insert into document_client (document_id, client_id, person_id) values (${document_id}, ${client}, ${person_id})
      on conflict do nothing`.execute(db);
}

function clientsOf(bytes: Uint8Array): number[] {
  try {
    return [...Y.parseUpdateMeta(bytes).from.keys()];
  } catch {
    return [];
  }
}

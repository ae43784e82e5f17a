import { sql } from 'kysely';
import * as Y from 'yjs';
import { documentSchemaVersion } from '#domain/analysis/document.ts';
import type { DocumentId, RoundId } from '#domain/ids.ts';
import type { TextKind } from '#domain/sections.ts';
import type { Changes } from '../database/database.ts';
import { snapshotOf } from './snapshot.ts';
import { writeBatch } from './store.ts';

/** A document to be: its first update is the only one that does not come from an editor. */
export type NewDocument = {
  readonly id: DocumentId;
  readonly roundId: RoundId;
  readonly kind: TextKind | 'board';
  readonly update: Uint8Array;
};

/** Writes a document with its first update, in the transaction of the subject that it belongs to. */
export async function createDocument(changes: Changes, { id, roundId, kind, update }: NewDocument): Promise<void> {
  await changes
    .insertInto('document')
    .values({ id, round_id: roundId, kind, schema_version: documentSchemaVersion })
    .execute();
  await changes
    .insertInto('document_update')
    .values({ document_id: id, epoch: 1, seq: 1, person_id: null, bytes: writeBatch([update]) })
    .execute();
  await claimForServer(changes, id, update);
}

/**
 * Begins a document anew with what `update` holds: its epoch is raised, and nothing of the one before is left. Whoever
 * still has a copy of that one is told `replaced` and never merged. Answers the new epoch: hand it to `Documents.replaced`
 * after the commit.
 */
export async function replaceDocument(changes: Changes, id: DocumentId, update: Uint8Array): Promise<number> {
  const { epoch } = await changes
    .selectFrom('document')
    .select('epoch')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const { rows } = await sql<{ last: string | null }>`select max(seq) as last from (
    select seq from document_update where document_id = ${id}
    union all select seq from document_snapshot where document_id = ${id}) as numbered`.execute(changes);
  for (const table of ['document_update', 'document_snapshot', 'document_client'] as const)
    await changes.deleteFrom(table).where('document_id', '=', id).execute();
  await changes
    .updateTable('document')
    .set({ epoch: epoch + 1, schema_version: documentSchemaVersion })
    .where('id', '=', id)
    .execute();
  const { seq, bytes, stateVector, deletions } = snapshotOf([update], Number(rows[0]?.last ?? 0));
  await changes
    .insertInto('document_snapshot')
    .values({
      document_id: id,
      epoch: epoch + 1,
      seq,
      bytes: Buffer.from(bytes),
      state_vector: Buffer.from(stateVector),
      deletions: Buffer.from(deletions),
      person_id: null,
      at: new Date(),
    })
    .execute();
  await claimForServer(changes, id, update);
  return epoch + 1;
}

/** What the server wrote, nobody writes on under its client ids. */
async function claimForServer(changes: Changes, id: DocumentId, update: Uint8Array): Promise<void> {
  const clients = [...Y.parseUpdateMeta(update).from.keys()];
  if (clients.length === 0) return;
  await changes
    .insertInto('document_client')
    .values(clients.map((client_id) => ({ document_id: id, client_id, person_id: null })))
    .execute();
}

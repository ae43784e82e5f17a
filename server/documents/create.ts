import { documentSchemaVersion } from '#domain/analysis/document.ts';
import type { DocumentId, RoundId } from '#domain/ids.ts';
import type { Changes } from '../database/database.ts';

/** A document to be: its first update is the only one that does not come from an editor. */
export type NewDocument = {
  readonly id: DocumentId;
  readonly roundId: RoundId;
  readonly kind: 'analysis';
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
    .values({ document_id: id, seq: 1, person_id: null, bytes: Buffer.from(update) })
    .execute();
}

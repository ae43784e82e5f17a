import type { RoundStep } from '#domain/contract.ts';
import type { MeasureId } from '#domain/ids.ts';
import type { Changes, Database } from '../database/database.ts';
import type { Documents } from '../documents/gateway.ts';
import type { Log } from '../platform/log.ts';
import { documentsOf } from './measures.ts';

/** Shuts the text of a measure that goes into another one, or opens it again. */
export async function shutText(changes: Changes, measureId: MeasureId, shut: boolean): Promise<void> {
  await changes
    .updateTable('document')
    .set({ shut })
    .where('id', '=', (eb) => eb.selectFrom('measure').select('document_id').where('id', '=', measureId))
    .execute();
}

/** Tells whoever has the text of a changed measure open whether it is written on; to be called with every step of a round. */
export const tellShutTexts =
  (db: Database, documents: Pick<Documents, 'review'>, log: Log) =>
  ({ facts }: RoundStep): void => {
    const changed = facts.flatMap(({ measureIds }) => measureIds);
    const ids = async () => (await documentsOf(db.kysely, changed)).values();
    documents.review(ids).catch((error: unknown) => log.error('document-rights-unknown', { error }));
  };

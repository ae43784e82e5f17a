import * as v from 'valibot';
import { randomUUID } from 'node:crypto';
import { DocumentId } from '#domain/ids.ts';
import { change, type Database } from '../database/database.ts';
import { createDocument } from '../documents/create.ts';
import { textSeed } from '../documents/seed.ts';

/** Gives a text to every measure that is older than texts of measures. Instances that start together do it once. */
export const giveFirstTexts = (db: Database): Promise<void> =>
  change(db, async (changes) => {
    const without = await changes
      .selectFrom('measure')
      .select(['id', 'round_id as roundId'])
      .where('document_id', 'is', null)
      .forUpdate()
      .execute();
    for (const { id, roundId } of without) {
      const documentId = v.parse(DocumentId, randomUUID());
      await createDocument(changes, { id: documentId, roundId, kind: 'measure', update: textSeed('measure', {}) });
      await changes.updateTable('measure').set({ document_id: documentId }).where('id', '=', id).execute();
    }
  });

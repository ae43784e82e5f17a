import * as v from 'valibot';
import { randomUUID } from 'node:crypto';
import { DocumentId } from '#domain/ids.ts';
import { change, type Database } from '../database/database.ts';
import { createDocument } from '../documents/create.ts';
import { textSeed } from '../documents/seed.ts';

/**
 * Gives a text to every measure that is older than texts of measures, with what was said of its period and fits into no
 * field, in the language that rounds are written in. Instances that start together do it once.
 */
export const giveFirstTexts = (db: Database): Promise<void> =>
  change(db, async (changes) => {
    const without = await changes
      .selectFrom('measure')
      .select(['id', 'round_id as roundId', 'period_said as period'])
      .where('document_id', 'is', null)
      .forUpdate()
      .execute();
    for (const { id, roundId, period } of without) {
      const documentId = v.parse(DocumentId, randomUUID());
      const description = period === null ? [] : [`Zeitraum, wie er bisher eingetragen war: ${period.trim()}`];
      const update = textSeed('measure', { description });
      await createDocument(changes, { id: documentId, roundId, kind: 'measure', update });
      await changes.updateTable('measure').set({ document_id: documentId }).where('id', '=', id).execute();
    }
  });

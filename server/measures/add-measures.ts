import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { DocumentId, MeasureId, type RoundId } from '#domain/ids.ts';
import type { NewMeasure } from '#domain/measures/measure-commands.ts';
import { endsTooEarly } from '#domain/measures/profile.ts';
import { Refused } from '#domain/refused.ts';
import type { RoundVerb } from '../commands.ts';
import type { Changes } from '../database/database.ts';
import { createDocument } from '../documents/create.ts';
import { textSeed } from '../documents/seed.ts';
import { toColumns } from './columns.ts';
import { tieToAnalyses } from './link-measure.ts';

/**
 * Makes measures under the next free keys of the round, each with its text, its links and the first line of its history.
 * @throws Refused 'period-reversed'; 'not-found' for an analysis that is not of this round
 */
export const addMeasures: RoundVerb<'measure.add'> = async (changes, { caller, round, input }) => {
  const measureIds: MeasureId[] = [];
  let number = await lastNumber(changes, round.id);
  for (const measure of input.measures) {
    if (endsTooEarly(measure.fields)) throw new Refused('period-reversed');
    number += 1;
    const id = await writeMeasure(changes, round.id, `M${String(number).padStart(2, '0')}`, measure);
    await changes
      .insertInto('measure_status')
      .values({
        ...{ measure_id: id, clock: round.clock, from_status: null, to_status: measure.status },
        ...{ person_id: caller.personId, at: round.at },
      })
      .execute();
    measureIds.push(id);
  }
  return { facts: [{ kind: 'measures.changed', measureIds }], subjects: measureIds };
};

/** Writes one measure with its text and its links. */
export async function writeMeasure(
  changes: Changes,
  roundId: RoundId,
  key: string,
  { fields, status, analysisIds, text }: NewMeasure,
): Promise<MeasureId> {
  const id = v.parse(MeasureId, randomUUID());
  const documentId = v.parse(DocumentId, randomUUID());
  await createDocument(changes, { id: documentId, roundId, kind: 'measure', update: textSeed('measure', text) });
  const { title, summary, goal, targetGroup, leadUnit, ...rest } = fields;
  await changes
    .insertInto('measure')
    .values({
      ...{ id, round_id: roundId, key, status, document_id: documentId, title, summary, goal },
      ...{ target_group: targetGroup, lead_unit: leadUnit, ...toColumns(rest) },
    })
    .execute();
  await tieToAnalyses(changes, roundId, id, analysisIds);
  return id;
}

async function lastNumber(changes: Changes, roundId: RoundId): Promise<number> {
  const rows = await changes.selectFrom('measure').select('key').where('round_id', '=', roundId).execute();
  return Math.max(0, ...rows.map(({ key }) => Number(/^M(\d{1,6})$/.exec(key)?.[1] ?? 0)));
}

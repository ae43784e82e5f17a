import type { MeasureId } from '#domain/ids.ts';
import { Refused } from '#domain/refused.ts';
import { AlreadyDone, type RoundRow, type RoundVerb } from '../commands.ts';
import type { Changes } from '../database/database.ts';
import { anyMeasure, ownMeasure } from './own-measure.ts';
import { shutText } from './shut-texts.ts';

/**
 * Lets a duplicate go into another measure. Nothing is moved: the duplicate keeps its row, its text and its links, and
 * the survivor shows them with where they are from. So separating the two restores exactly what was, also when people
 * have worked on the survivor meanwhile. What had gone into the duplicate before goes with it. Nobody writes its text on.
 * @throws Refused 'not-found'; 'measure-merged' where one of them has gone into another already; 'bad-input' for itself
 */
export const mergeMeasure: RoundVerb<'measure.merge'> = async (changes, { caller, round, input }) => {
  const { measureId, into } = input;
  if (measureId === into) throw new Refused('bad-input');
  const duplicate = await anyMeasure(changes, round, measureId);
  if (duplicate.mergedInto === into) throw new AlreadyDone(round.clock - 1);
  if (duplicate.mergedInto !== null) throw new Refused('measure-merged');
  await ownMeasure(changes, round, into);
  await setMergedInto(changes, round, { measureId, into, by: caller.personId });
  return { facts: [{ kind: 'measures.changed', measureIds: [measureId, into] }], subjects: [measureId, into] };
};

/** Separates them again. @throws Refused 'not-found' */
export const splitMeasure: RoundVerb<'measure.split'> = async (changes, { caller, round, input: { measureId } }) => {
  const { mergedInto } = await anyMeasure(changes, round, measureId);
  if (mergedInto === null) throw new AlreadyDone(round.clock - 1);
  await setMergedInto(changes, round, { measureId, into: null, by: caller.personId });
  const both = [measureId, mergedInto];
  return { facts: [{ kind: 'measures.changed', measureIds: both }], subjects: both };
};

type Merging = {
  measureId: MeasureId;
  into: MeasureId | null;
  by: Parameters<typeof mergeMeasure>[1]['caller']['personId'];
};

async function setMergedInto(
  changes: Changes,
  { clock, at }: RoundRow,
  { measureId, into, by }: Merging,
): Promise<void> {
  await changes.updateTable('measure').set({ merged_into: into }).where('id', '=', measureId).execute();
  await shutText(changes, measureId, into !== null);
  await changes
    .insertInto('measure_merge')
    .values({ measure_id: measureId, clock, into_id: into, person_id: by, at })
    .execute();
}

import type { AnalysisId, MeasureId, RoundId } from '#domain/ids.ts';
import { Refused } from '#domain/refused.ts';
import { AlreadyDone, type RoundVerb } from '../commands.ts';
import type { Changes } from '../database/database.ts';
import { ownMeasure } from './own-measure.ts';

/**
 * Ties a measure to an analysis or an input of its round.
 * @throws Refused 'not-found', 'measure-merged'
 */
export const linkMeasure: RoundVerb<'measure.link'> = async (changes, { round, input: { measureId, to } }) => {
  await ownMeasure(changes, round, measureId);
  const tied =
    to.kind === 'analysis'
      ? await tieToAnalyses(changes, round.id, measureId, [to.id])
      : await tieToInputs(changes, round.id, measureId, [to.id]);
  if (tied === 0) throw new AlreadyDone(round.clock - 1);
  return { facts: [{ kind: 'measures.changed', measureIds: [measureId] }], subjects: [measureId] };
};

/**
 * Unties them again. What a merged measure brought along stays with that one: separate the two first.
 * @throws Refused 'not-found', 'measure-merged'
 */
export const unlinkMeasure: RoundVerb<'measure.unlink'> = async (changes, { round, input: { measureId, to } }) => {
  await ownMeasure(changes, round, measureId);
  const { numDeletedRows } =
    to.kind === 'analysis'
      ? await changes
          .deleteFrom('measure_analysis')
          .where('measure_id', '=', measureId)
          .where('analysis_id', '=', to.id)
          .executeTakeFirst()
      : await changes
          .deleteFrom('measure_input')
          .where('measure_id', '=', measureId)
          .where('input_id', '=', to.id)
          .executeTakeFirst();
  if (numDeletedRows === 0n) throw new AlreadyDone(round.clock - 1);
  return { facts: [{ kind: 'measures.changed', measureIds: [measureId] }], subjects: [measureId] };
};

/** Answers how many of them are new. @throws Refused 'not-found' for an analysis of another round */
export async function tieToAnalyses(
  changes: Changes,
  roundId: RoundId,
  measure_id: MeasureId,
  ids: readonly AnalysisId[],
): Promise<number> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return 0;
  const ours = await changes
    .selectFrom('analysis')
    .select('id')
    .where('round_id', '=', roundId)
    .where('id', 'in', wanted)
    .execute();
  if (ours.length !== wanted.length) throw new Refused('not-found');
  const { numInsertedOrUpdatedRows } = await changes
    .insertInto('measure_analysis')
    .values(wanted.map((analysis_id) => ({ measure_id, analysis_id })))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
}

/** The same for inputs; what was deferred is not quoted. @throws Refused 'not-found' */
export async function tieToInputs(
  changes: Changes,
  roundId: RoundId,
  measure_id: MeasureId,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const ours = await changes
    .selectFrom('input')
    .select('id')
    .where('round_id', '=', roundId)
    .where('status', '<>', 'deferred')
    .where('id', 'in', ids)
    .execute();
  if (ours.length !== new Set(ids).size) throw new Refused('not-found');
  const { numInsertedOrUpdatedRows } = await changes
    .insertInto('measure_input')
    .values(ours.map(({ id }) => ({ measure_id, input_id: id })))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
}

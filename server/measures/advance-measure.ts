import { needsReason } from '#domain/measures/status.ts';
import { Refused } from '#domain/refused.ts';
import { AlreadyDone, type RoundVerb } from '../commands.ts';
import { ownMeasure } from './own-measure.ts';

/**
 * Sets the status, with a line of history: who, when, from, to and why.
 * @throws Refused 'not-found', 'measure-merged'; 'reason-missing' for any other step than the next one
 */
export const advanceMeasure: RoundVerb<'measure.advance'> = async (changes, { caller, round, input }) => {
  const { measureId, to, reason } = input;
  const { status: from } = await ownMeasure(changes, round, measureId);
  if (from === to) throw new AlreadyDone(round.clock - 1);
  if (needsReason(from, to) && reason === '') throw new Refused('reason-missing');
  await changes.updateTable('measure').set({ status: to }).where('id', '=', measureId).execute();
  await changes
    .insertInto('measure_status')
    .values({
      ...{ measure_id: measureId, clock: round.clock, from_status: from, to_status: to, reason },
      ...{ person_id: caller.personId, at: round.at },
    })
    .execute();
  return { facts: [{ kind: 'measures.changed', measureIds: [measureId] }], subjects: [measureId] };
};

import { endsTooEarly, whatChanges, withChange } from '#domain/measures/profile.ts';
import { Refused } from '#domain/refused.ts';
import { AlreadyDone, type RoundVerb } from '../commands.ts';
import { asJson } from '../database/as-json.ts';
import { toColumns } from './columns.ts';
import { ownMeasure } from './own-measure.ts';

/**
 * Sets typed fields. Of two who set the same one, the later wins: what it was before stays in `measure_field`, and
 * everybody sees who set it last.
 * @throws Refused 'not-found', 'measure-merged', 'period-reversed'
 */
export const describeMeasure: RoundVerb<'measure.describe'> = async (changes, { caller, round, input }) => {
  const { measureId, fields } = input;
  const now = await ownMeasure(changes, round, measureId);
  const changed = whatChanges(now, fields);
  if (changed.length === 0) throw new AlreadyDone(round.clock - 1);
  if (endsTooEarly(withChange(now, fields))) throw new Refused('period-reversed');
  const wanted = Object.fromEntries(changed.map((name) => [name, fields[name]]));
  await changes.updateTable('measure').set(toColumns(wanted)).where('id', '=', measureId).execute();
  const lines = changed.map((field) => ({
    ...{ measure_id: measureId, clock: round.clock, field, person_id: caller.personId, at: round.at },
    ...{ before: asJson(now[field]), after: asJson(fields[field]) },
  }));
  await changes.insertInto('measure_field').values(lines).execute();
  return { facts: [{ kind: 'measures.changed', measureIds: [measureId] }], subjects: [measureId] };
};

import type { MeasureId } from '#domain/ids.ts';
import { Refused } from '#domain/refused.ts';
import type { RoundRow } from '../commands.ts';
import type { Changes } from '../database/database.ts';
import { profileColumns } from './columns.ts';

/**
 * A measure of this round that may be changed, as it is now.
 * @throws Refused 'not-found', or 'measure-merged' where it has gone into another one
 */
export async function ownMeasure(changes: Changes, round: RoundRow, id: MeasureId) {
  const row = await anyMeasure(changes, round, id);
  if (row.mergedInto !== null) throw new Refused('measure-merged');
  return row;
}

/** The same, merged or not. @throws Refused 'not-found' */
export async function anyMeasure(changes: Changes, round: RoundRow, id: MeasureId) {
  const row = await changes
    .selectFrom('measure')
    .select(profileColumns)
    .select(['id', 'status', 'merged_into as mergedInto'])
    .where('id', '=', id)
    .where('round_id', '=', round.id)
    .executeTakeFirst();
  if (row === undefined) throw new Refused('not-found');
  return row;
}

import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { BallotId, type MeasureId, type RoundId } from '#domain/ids.ts';
import type { BallotOption, BallotView } from '#domain/prioritisation/ballot.ts';
import { Refused } from '#domain/refused.ts';
import { mustBeOpen } from '#domain/session/must-be-open.ts';
import type { Verb } from '../commands.ts';
import type { Changes } from '../database/database.ts';

/**
 * Opens a points ballot at the current agenda item. Its options are copied: what people vote on does not change.
 * @throws Refused 'session-not-open', 'session-over', 'ballot-running' while another one runs, 'not-an-option' for a
 *   measure that is not of this round, 'bad-input' where one measure could get more than the whole budget
 */
export const openBallot: Verb<'ballot.open'> = async (changes, { caller, session, input }) => {
  const { title, budget, maxPerMeasure, measureIds } = input;
  mustBeOpen(session);
  if (maxPerMeasure > budget) throw new Refused('bad-input');
  const { id: session_id, currentItemId, clock, at } = session;
  const running = changes
    .selectFrom('ballot')
    .select('id')
    .where('session_id', '=', session_id)
    .where('closed_at', 'is', null);
  if ((await running.executeTakeFirst()) !== undefined) throw new Refused('ballot-running');
  const options = await optionsFrom(changes, session.roundId, measureIds);
  const id = v.parse(BallotId, randomUUID());
  const row = {
    id,
    session_id,
    item_id: currentItemId,
    title,
    budget,
    max_per_measure: maxPerMeasure,
    clock,
    closed_at: null,
  };
  await changes
    .insertInto('ballot')
    .values({ ...row, opened_by: caller.personId, opened_at: at })
    .execute();
  const frozen = options.map(({ measureId, ...option }, index) => ({
    ballot_id: id,
    measure_id: measureId,
    position: index + 1,
    ...option,
  }));
  await changes.insertInto('ballot_option').values(frozen).execute();
  const rule = { title, budget, maxPerMeasure };
  const ballot: BallotView = { id, itemId: currentItemId, ...rule, options, openedAt: at.toISOString(), ...untouched };
  return { told: [{ fact: { kind: 'ballot.opened', ballot } }], subject: id };
};

const untouched = { closedAt: null, voted: 0, mine: null, result: null } as const;

async function optionsFrom(changes: Changes, roundId: RoundId, ids: readonly MeasureId[]): Promise<BallotOption[]> {
  const rows = await changes
    .selectFrom('measure')
    .select(['id', 'key', 'title', 'summary'])
    .where('round_id', '=', roundId)
    .where('id', 'in', ids)
    .execute();
  return ids.map((wanted) => {
    const found = rows.find(({ id }) => id === wanted);
    if (found === undefined) throw new Refused('not-an-option');
    const { id, ...option } = found;
    return { measureId: id, ...option };
  });
}

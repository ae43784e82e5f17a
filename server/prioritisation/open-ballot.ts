import { createHash, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { BallotId, type MeasureId, type RoundId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import {
  type BallotOption,
  type BallotView,
  passiveOption,
  type Roll,
  type Secrecy,
  type Unit,
} from '#domain/prioritisation/ballot.ts';
import { cellsOf } from '#domain/prioritisation/marks.ts';
import { type BallotRule, rangeOf } from '#domain/prioritisation/rule.ts';
import { Refused } from '#domain/refused.ts';
import { mustBeOpen } from '#domain/session/must-be-open.ts';
import type { Connected } from '../commands/connected.ts';
import type { Done, SessionRow, Verb } from '../commands.ts';
import type { Changes } from '../database/database.ts';
import { optionsOf } from './ballots.ts';
import type { Envelopes } from './envelopes.ts';
import { closedBallot } from './frozen-ballot.ts';
import { freezeRoll, lateFor, withoutVote } from './roll.ts';

/** What a ballot is opened with, wherever it comes from. */
type Opening = {
  readonly title: string;
  readonly rule: BallotRule;
  readonly secrecy: Secrecy;
  readonly unit: Unit;
  readonly roll: Roll;
  readonly options: readonly BallotOption[];
  readonly handVoters: number;
  readonly round: number;
  readonly before: BallotId | null;
};

/** What a ballot needs to open: where its key is kept, and who is there. */
export type Opener = { readonly envelopes: Envelopes; readonly connected: Pick<Connected, 'of'> };

/**
 * Opens a ballot at the current agenda item. Options, wording and roll are copied: what people vote on, and who may, does not
 * change. A ballot on resistance always holds the passive solution.
 * @throws Refused 'session-not-open', 'session-over', 'ballot-running' while another one runs, 'not-an-option' for a
 *   measure that is not of this round
 */
export const openBallot =
  (opener: Opener): Verb<'ballot.open'> =>
  async (changes, { caller, session, input }) => {
    const { title, rule, secrecy, unit, roll, measureIds, motion, handVoters } = input;
    const measures = await optionsFrom(changes, session.roundId, measureIds);
    const options =
      rule.method === 'resistance'
        ? [...measures, passiveOption]
        : motion === undefined
          ? measures
          : [onMotion(motion)];
    return begin(changes, opener, caller, session, {
      ...{ title, rule, secrecy, unit, roll, options, handVoters },
      ...{ round: 1, before: null },
    });
  };

/**
 * Opens a closed ballot once more, word for word: the second round of a weighed one, or a repetition. The result of the one
 * before stays as it is.
 * @throws Refused 'not-found', 'ballot-running' also while it has not been closed, 'session-not-open', 'session-over'
 */
export const repeatBallot =
  (opener: Opener): Verb<'ballot.repeat'> =>
  async (changes, { caller, session, input }) => {
    const { id, rule, secrecy, unit, handVoters } = await closedBallot(changes, session.id, input.ballotId);
    const { title, round, roll } = await changes
      .selectFrom('ballot')
      .select(['title', 'round', 'roll'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const options = await optionsOf(changes, id);
    return begin(changes, opener, caller, session, {
      ...{ title, rule, secrecy, unit, roll: input.roll ?? roll, options, handVoters },
      ...{ round: round + 1, before: id },
    });
  };

const onMotion = (motion: string): BallotOption => ({ measureId: null, key: '', title: motion, summary: '' });

async function begin(
  changes: Changes,
  { envelopes, connected }: Opener,
  caller: Caller,
  session: SessionRow,
  opening: Opening,
): Promise<Done> {
  mustBeOpen(session);
  const { title, rule, secrecy, unit, roll, options, handVoters, round, before } = opening;
  const { id: session_id, currentItemId, clock, at } = session;
  const running = changes
    .selectFrom('ballot')
    .select('id')
    .where('session_id', '=', session_id)
    .where('closed_at', 'is', null);
  if ((await running.executeTakeFirst()) !== undefined) throw new Refused('ballot-running');
  const id = v.parse(BallotId, randomUUID());
  const hash = hashOf(opening);
  const { min: lowest, max: highest } = rangeOf(rule, options.length);
  await changes
    .insertInto('ballot')
    .values({
      ...{ id, session_id, title, secrecy, unit, roll, hash, round, before, clock, lowest, highest },
      ...{ item_id: currentItemId, rule, opened_by: caller.personId, opened_at: at },
      ...{ hand_voters: handVoters, cells: cellsOf(rule, options.length), closes_at: null, closed_at: null },
      budget: rule.method === 'points' ? rule.budget : null,
      seal_key: secrecy === 'secret' ? await envelopes.begin(id) : null,
    })
    .execute();
  const frozen = options.map(({ measureId, ...option }, index) => ({
    ...{ ballot_id: id, measure_id: measureId, position: index + 1 },
    ...option,
  }));
  await changes.insertInto('ballot_option').values(frozen).execute();
  const { online, lately } = connected.of(session_id);
  const here = roll === 'entered' ? null : [...online, ...lately];
  const voters = await freezeRoll(changes, session, { ballotId: id, unit, here });
  const late = await lateFor(changes, session, id, unit);
  const ballot: BallotView = {
    ...{ id, title, rule, secrecy, unit, roll, options, hash, round, before, voters, late, handVoters },
    ...{ itemId: currentItemId, openedAt: at.toISOString(), onRoll: true, hasMoreTime: false },
    ...untouched,
  };
  const others = await withoutVote(changes, session, id, unit);
  return {
    told: [
      { fact: { kind: 'ballot.opened', ballot }, except: others },
      { fact: { kind: 'ballot.opened', ballot: { ...ballot, onRoll: false } }, only: others },
    ],
    subject: id,
  };
}

const untouched = {
  ...{ closesAt: null, closedAt: null, voted: 0, hands: 0, waitsFor: 0 },
  ...{ mine: null, result: null, agreed: null },
  recommendations: [],
} as const;

/** Everything that voters read and that decides how it is counted, in a fixed order. */
function hashOf({ title, rule, secrecy, unit, options }: Opening): string {
  const worded = options.map(({ key, title: name, summary }) => ({ key, title: name, summary }));
  return createHash('sha256')
    .update(JSON.stringify({ title, rule, secrecy, unit, options: worded }))
    .digest('hex');
}

async function optionsFrom(changes: Changes, roundId: RoundId, ids: readonly MeasureId[]): Promise<BallotOption[]> {
  if (ids.length === 0) return [];
  const rows = await changes
    .selectFrom('measure')
    .select(['id', 'key', 'title', 'summary'])
    .where('round_id', '=', roundId)
    .where('merged_into', 'is', null)
    .where('id', 'in', ids)
    .execute();
  return ids.map((wanted) => {
    const found = rows.find(({ id }) => id === wanted);
    if (found === undefined) throw new Refused('not-an-option');
    const { id, ...option } = found;
    return { measureId: id, ...option };
  });
}

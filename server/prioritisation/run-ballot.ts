import type { PersonId } from '#domain/ids.ts';
import { Refused } from '#domain/refused.ts';
import { mustBeOpen } from '#domain/session/must-be-open.ts';
import type { SessionRow, Told, Verb } from '../commands.ts';
import type { Changes } from '../database/database.ts';
import { progressOf } from './ballots.ts';
import { runningBallot, waitedFor } from './frozen-ballot.ts';
import { admit, lateFor, peopleOf, voterIdOf, votesOn } from './roll.ts';

/**
 * Gives the caller a minute more than the announced end, once. Everybody learns how many need it, not who.
 * @throws Refused 'ballot-closed' also after the announced end, 'not-on-roll', 'not-found' for a ballot of another session
 */
export const askTime: Verb<'time.ask'> = async (changes, { caller, session, input }) => {
  const { id, unit, closesAt } = await runningBallot(changes, session.id, input.ballotId);
  if (closesAt !== null && session.at > closesAt) throw new Refused('ballot-closed');
  const entry = await changes
    .updateTable('ballot_voter')
    .set((eb) => ({ has_more_time: true, asked_at: eb.fn.coalesce('asked_at', eb.val(session.at)) }))
    .where('ballot_id', '=', id)
    .where('voter_id', '=', voterIdOf(caller, session.roundId, unit))
    .returning('voter_id')
    .executeTakeFirst();
  if (entry === undefined) throw new Refused('not-on-roll');
  const fact = { kind: 'time.asked', ballotId: id, waitsFor: await waitedFor(changes, id) } as const;
  const theirs = await peopleOf(changes, session, entry.voter_id);
  return {
    told: [
      { fact, except: theirs },
      { fact: { ...fact, mine: true }, only: theirs },
    ],
    subject: null,
  };
};

/**
 * Puts somebody on the roll of a running ballot who came later; the audit trail says who let whom in.
 * @throws Refused 'already-on-roll', 'ballot-closed', 'not-found' also for who is not in the session or may not vote
 */
export const admitVoter: Verb<'voter.admit'> = async (changes, { session, input }) => {
  mustBeOpen(session);
  const { id, unit } = await runningBallot(changes, session.id, input.ballotId);
  const voterId = await admit(changes, session, id, unit, input.personId);
  const voters = await votesOn(changes, id);
  const theirs = await peopleOf(changes, session, voterId);
  const fact = { kind: 'voter.admitted', ballotId: id, admitted: theirs, voters } as const;
  return {
    told: [
      { fact, except: theirs },
      { fact: { ...fact, onRoll: true }, only: theirs },
    ],
    subject: input.personId,
  };
};

/** What there is to tell when this person has come in while a ballot runs whose roll they are not on; else nothing. */
export async function arrivedLate(changes: Changes, session: SessionRow, personId: PersonId): Promise<Told[]> {
  const ballot = await changes
    .selectFrom('ballot')
    .select(['id', 'unit'])
    .where('session_id', '=', session.id)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (ballot === undefined) return [];
  const isLate = (await lateFor(changes, session, ballot.id, ballot.unit, personId)).length > 0;
  return isLate ? [{ fact: { kind: 'voter.arrived', ballotId: ballot.id, personId } }] : [];
}

/**
 * Writes down the hands that were raised in the room, in the place of an earlier count. They count in the same result.
 * @throws Refused 'too-many-hands' for more people than were announced without a device, or more hands than people,
 *   'bad-input' where the counts do not fit to the ballot, 'ballot-closed', 'not-found'
 */
export const countHands: Verb<'hands.count'> = async (changes, { caller, session, input }) => {
  mustBeOpen(session);
  const { hands, counts } = input;
  const { id, rule, options, handVoters } = await runningBallot(changes, session.id, input.ballotId);
  const fits =
    rule.method === 'resolution' ? counts.length === 3 : rule.method === 'points' && counts.length === options;
  if (!fits) throw new Refused('bad-input');
  const given = counts.reduce((sum, each) => sum + each, 0);
  const isTooMuch =
    rule.method === 'points'
      ? given > hands * rule.budget || counts.some((each) => each > hands * rule.maxPerOption)
      : given !== hands;
  if (hands > handVoters || isTooMuch) throw new Refused('too-many-hands');
  const row = { hands, counts, counted_by: caller.personId, at: session.at };
  await changes
    .insertInto('ballot_hands')
    .values({ ballot_id: id, ...row })
    .onConflict((conflict) => conflict.column('ballot_id').doUpdateSet(row))
    .execute();
  const progress = await progressOf(changes, id);
  return { told: [{ fact: { kind: 'hands.counted', ballotId: id, ...progress, hands } }], subject: id };
};

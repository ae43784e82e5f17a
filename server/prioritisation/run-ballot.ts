import { Refused } from '#domain/refused.ts';
import { mustBeOpen } from '#domain/session/must-be-open.ts';
import type { Verb } from '../commands.ts';
import { papersIn } from './ballots.ts';
import { runningBallot, waitedFor } from './frozen-ballot.ts';
import { admit, peopleOf, voterIdsOf, votesOn } from './roll.ts';

/**
 * Gives the caller a minute more than the announced end, once. Everybody learns how many need it, not who.
 * @throws Refused 'ballot-closed', 'not-on-roll', 'not-found' for a ballot of another session
 */
export const askTime: Verb<'time.ask'> = async (changes, { caller, session, input }) => {
  const { id } = await runningBallot(changes, session.id, input.ballotId);
  const entry = await changes
    .updateTable('ballot_voter')
    .set({ has_more_time: true })
    .where('ballot_id', '=', id)
    .where('voter_id', 'in', voterIdsOf(caller, session.roundId))
    .returning('voter_id')
    .executeTakeFirst();
  if (entry === undefined) throw new Refused('not-on-roll');
  const fact = { kind: 'time.asked', ballotId: id, waitsFor: await waitedFor(changes, id) } as const;
  const theirs = await peopleOf(changes, session.id, entry.voter_id);
  return {
    told: [{ fact }, ...theirs.map((only) => ({ fact: { ...fact, mine: true as const }, only }))],
    subject: null,
  };
};

/**
 * Puts somebody on the roll of a running ballot who came later; the audit trail says who let whom in.
 * @throws Refused 'already-on-roll', 'ballot-closed', 'not-found'
 */
export const admitVoter: Verb<'voter.admit'> = async (changes, { session, input }) => {
  mustBeOpen(session);
  const { id, unit } = await runningBallot(changes, session.id, input.ballotId);
  const voterId = await admit(changes, session, id, unit, input.personId);
  if (voterId === undefined) throw new Refused('already-on-roll');
  const fact = { kind: 'voter.admitted', ballotId: id, personId: input.personId } as const;
  const voters = await votesOn(changes, id);
  const theirs = await peopleOf(changes, session.id, voterId);
  return {
    told: [
      { fact: { ...fact, voters } },
      ...theirs.map((only) => ({ fact: { ...fact, voters, onRoll: true as const }, only })),
    ],
    subject: input.personId,
  };
};

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
  const isTooMuch = rule.method === 'points' ? given > hands * rule.budget : given !== hands;
  if (hands > handVoters || isTooMuch) throw new Refused('too-many-hands');
  const row = { hands, counts, counted_by: caller.personId, at: session.at };
  await changes
    .insertInto('ballot_hands')
    .values({ ballot_id: id, ...row })
    .onConflict((conflict) => conflict.column('ballot_id').doUpdateSet(row))
    .execute();
  return { told: [{ fact: { kind: 'vote.counted', ballotId: id, voted: await papersIn(changes, id) } }], subject: id };
};

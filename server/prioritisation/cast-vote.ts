import { sql } from 'kysely';
import type { OwnPaper } from '#domain/prioritisation/ballot.ts';
import { checkMarks, packMarks } from '#domain/prioritisation/marks.ts';
import { Refused } from '#domain/refused.ts';
import type { Verb } from '../commands.ts';
import type { Changes } from '../database/database.ts';
import { seal } from './envelopes.ts';
import { type FrozenBallot, hasAnswered, moreTimeIn, runningBallot } from './frozen-ballot.ts';
import { peopleOf, voterIdOf } from './roll.ts';

/**
 * Puts the caller's paper in the place of the one before, or the group's. This is where a vote is counted. Everybody learns
 * how many have voted, the voter alone what is on the paper; the audit trail learns nothing.
 * @throws Refused 'ballot-closed' also after the announced end, 'not-on-roll', 'wording-changed' where the voter has read
 *   something else, 'not-found' for a ballot of another session; see also `checkMarks`
 */
export const castVote: Verb<'vote.cast'> = async (changes, { caller, session, input }) => {
  const ballot = await runningBallot(changes, session.id, input.ballotId);
  if (ballot.hash !== input.hash) throw new Refused('wording-changed');
  checkMarks(ballot.rule, ballot.options, input.marks);
  const { id, sealKey } = ballot;
  const voterId = voterIdOf(caller, session.roundId, ballot.unit);
  if (voterId === null) throw new Refused('not-on-roll');
  const bytes = packMarks(input.marks);
  const paper = sealKey === null ? Buffer.from(bytes) : seal(sealKey, bytes, { ballotId: id, voterId });
  const counted = await count(changes, ballot, { voterId, paper, at: session.at });
  if (counted === undefined) throw await whyNot(changes, ballot, voterId, session.at);
  const fact = { kind: 'vote.counted', ballotId: id, ...counted } as const;
  const mine: OwnPaper = { marks: sealKey === null ? input.marks : null, at: session.at.toISOString() };
  const owners = voterId === caller.personId ? [caller.personId] : await peopleOf(changes, session, voterId);
  return {
    told: [
      { fact, except: owners },
      { fact: { ...fact, mine }, only: owners },
    ],
    subject: null,
  };
};

type Given = { readonly voterId: string; readonly paper: Buffer; readonly at: Date };

type Progress = { readonly voted: number; readonly waitsFor: number };

/**
 * One statement: on the roll, before the end, one paper for each vote; the same again changes nothing. Answers how many votes
 * there are now and how many are waited for; undefined where it does not count.
 */
async function count(
  changes: Changes,
  { id }: FrozenBallot,
  { voterId, paper, at }: Given,
): Promise<Progress | undefined> {
  const { rows } = await sql<Progress>`
    with mine as (
      insert into ballot_paper as p (ballot_id, voter_id, paper, at)
      select b.id, r.voter_id, ${paper}, ${at}
      from ballot b join ballot_voter r on r.ballot_id = b.id and r.voter_id = ${voterId}
      where b.id = ${id} and b.closed_at is null and (b.closes_at is null or ${at} <= b.closes_at + ${moreTimeIn('r')})
      on conflict (ballot_id, voter_id) do update set paper = excluded.paper, at = excluded.at
      returning p.voter_id)
    select 1 + (select count(*)::int from ballot_paper p where p.ballot_id = ${id} and p.voter_id <> mine.voter_id)
        + coalesce((select hands from ballot_hands where ballot_id = ${id}), 0) as voted,
      (select count(*)::int from ballot_voter r
        where r.ballot_id = ${id} and r.has_more_time and r.voter_id <> mine.voter_id
          and not ${hasAnswered('r')}) as "waitsFor"
      from mine`.execute(changes);
  return rows[0];
}

async function whyNot(changes: Changes, ballot: FrozenBallot, voterId: string, at: Date): Promise<Refused> {
  const onRoll = await changes
    .selectFrom('ballot_voter')
    .select('voter_id')
    .where('ballot_id', '=', ballot.id)
    .where('voter_id', '=', voterId)
    .executeTakeFirst();
  if (onRoll === undefined) return new Refused('not-on-roll');
  return ballot.closesAt !== null && at > ballot.closesAt ? new Refused('ballot-closed') : new Refused('failed');
}

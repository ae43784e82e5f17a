import { sql } from 'kysely';
import type { PersonId } from '#domain/ids.ts';
import { moreTime, type OwnPaper } from '#domain/prioritisation/ballot.ts';
import { checkMarks, packMarks } from '#domain/prioritisation/marks.ts';
import { Refused } from '#domain/refused.ts';
import type { Told, Verb } from '../commands.ts';
import type { Changes } from '../database/database.ts';
import { seal } from './envelopes.ts';
import { type FrozenBallot, runningBallot } from './frozen-ballot.ts';
import { peopleOf, voterIdsOf } from './roll.ts';

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
  const voterIds = voterIdsOf(caller, session.roundId);
  const bytes = packMarks(input.marks);
  const paper = ballot.sealKey === null ? Buffer.from(bytes) : seal(ballot.sealKey, bytes);
  const counted = await count(changes, ballot, { voterIds, paper, at: session.at });
  if (counted === undefined) throw await whyNot(changes, ballot, voterIds, session.at);
  const fact = { kind: 'vote.counted', ballotId: ballot.id, voted: counted.voted } as const;
  const mine: OwnPaper = { marks: ballot.sealKey === null ? input.marks : null, at: session.at.toISOString() };
  const owners =
    counted.voterId === caller.personId ? [caller.personId] : await peopleOf(changes, session.id, counted.voterId);
  return { told: toldOf(owners, fact, mine), subject: null };
};

type Counted = { readonly kind: 'vote.counted'; readonly ballotId: FrozenBallot['id']; readonly voted: number };

/** The owners get theirs after what everybody gets. */
const toldOf = (owners: readonly PersonId[], fact: Counted, mine: OwnPaper): Told[] => {
  const [owner, ...others] = owners;
  const everybody: Told = owner !== undefined && others.length === 0 ? { fact, except: owner } : { fact };
  return [everybody, ...owners.map((only): Told => ({ fact: { ...fact, mine }, only }))];
};

type Given = { readonly voterIds: readonly string[]; readonly paper: Buffer; readonly at: Date };

/**
 * One statement: on the roll, before the end, one paper for each vote; the same again changes nothing. Answers under which
 * vote it counts and how many votes there are now; undefined where it does not count.
 */
async function count(
  changes: Changes,
  { id }: FrozenBallot,
  { voterIds, paper, at }: Given,
): Promise<{ voterId: string; voted: number } | undefined> {
  const { rows } = await sql<{ voterId: string; voted: number }>`
    with mine as (
      insert into ballot_paper as p (ballot_id, voter_id, paper, at)
      select b.id, r.voter_id, ${paper}, ${at}
      from ballot b join ballot_voter r on r.ballot_id = b.id and r.voter_id = any(${voterIds}::uuid[])
      where b.id = ${id} and b.closed_at is null
        and (b.closes_at is null
          or ${at} <= b.closes_at + case when r.has_more_time then ${moreTime} else 0 end * interval '1 millisecond')
      on conflict (ballot_id, voter_id) do update set paper = excluded.paper, at = excluded.at
      returning p.voter_id, p.xmax = 0 as is_new)
    select mine.voter_id as "voterId", (select count(*) from ballot_paper where ballot_id = ${id})::int + mine.is_new::int
        + coalesce((select hands from ballot_hands where ballot_id = ${id}), 0) as voted
      from mine`.execute(changes);
  return rows[0];
}

async function whyNot(changes: Changes, ballot: FrozenBallot, voterIds: readonly string[], at: Date): Promise<Refused> {
  const onRoll = await changes
    .selectFrom('ballot_voter')
    .select('voter_id')
    .where('ballot_id', '=', ballot.id)
    .where('voter_id', 'in', voterIds)
    .executeTakeFirst();
  if (onRoll === undefined) return new Refused('not-on-roll');
  return ballot.closesAt !== null && at > ballot.closesAt ? new Refused('ballot-closed') : new Refused('failed');
}

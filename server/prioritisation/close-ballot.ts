import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Caller } from '#domain/people/caller.ts';
import { briefCount } from '#domain/prioritisation/brief-count.ts';
import { type BallotCount, countBallot, lostCount } from '#domain/prioritisation/count.ts';
import { type Paper, unpackMarks } from '#domain/prioritisation/marks.ts';
import { Refused } from '#domain/refused.ts';
import { mustBeOpen } from '#domain/session/must-be-open.ts';
import type { Done, SessionRow, Verb } from '../commands.ts';
import type { Changes } from '../database/database.ts';
import { handsIn } from './ballots.ts';
import type { Envelopes } from './envelopes.ts';
import { ballotIn, type FrozenBallot, hasAnswered, moreTimeIn, runningBallot } from './frozen-ballot.ts';
import { votesOn } from './roll.ts';

/**
 * Announces the end of a running ballot: whoever has not voted sees how long there is. Announcing it again can only put it
 * off: what was promised is kept.
 * @throws Refused 'ballot-closed', 'not-found' for a ballot of another session
 */
export const warnBallot: Verb<'ballot.warn'> = async (changes, { session, input }) => {
  mustBeOpen(session);
  const { id, closesAt: promised } = await runningBallot(changes, session.id, input.ballotId);
  const wanted = session.at.getTime() + input.seconds * 1000;
  const isPromised = promised !== null && promised > session.at;
  const closesAt = new Date(isPromised ? Math.max(promised.getTime(), wanted) : wanted);
  await changes.updateTable('ballot').set({ closes_at: closesAt }).where('id', '=', id).execute();
  return { told: [{ fact: { kind: 'ballot.warned', ballotId: id, closesAt: closesAt.toISOString() } }], subject: id };
};

/**
 * Closes a running ballot and counts it; from here on everybody may see the result. Envelopes and their key are destroyed.
 * @throws Refused 'ballot-closed' when it was closed before, 'grace-runs' while an announced end has not come and somebody
 *   has not voted, 'not-found' for a ballot of another session
 */
export const closeBallot =
  (envelopes: Envelopes): Verb<'ballot.close'> =>
  async (changes, { caller, session, input }) => {
    const ballot = await runningBallot(changes, session.id, input.ballotId);
    return close(changes, envelopes, caller, session, ballot);
  };

/**
 * Closes the ballot that is running in the session, if one is: what there is to tell of it, or undefined.
 * @throws Refused 'grace-runs': an announced end is kept also when the session ends
 */
export async function closeRunningBallot(
  changes: Changes,
  envelopes: Envelopes,
  caller: Caller,
  session: SessionRow,
): Promise<Done | undefined> {
  const running = await changes
    .selectFrom('ballot')
    .select('id')
    .where('session_id', '=', session.id)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (running === undefined) return undefined;
  return close(changes, envelopes, caller, session, await ballotIn(changes, session.id, running.id));
}

/** Whether an end is announced, and somebody who has not voted, or has asked for more time and not voted since, still has time. */
async function isAwaited(changes: Changes, { id, closesAt }: FrozenBallot, at: Date): Promise<boolean> {
  if (closesAt === null) return false;
  const { rows } = await sql<{ is: boolean }>`select exists (
    select from ballot_voter r
    where r.ballot_id = ${id}
      and ${at} <= ${closesAt}::timestamptz + ${moreTimeIn('r')}
      and not ${hasAnswered('r')}) as is`.execute(changes);
  return rows[0]?.is ?? false;
}

/** What was counted is written down: a decided result is a fact of its own, whatever becomes of the papers. */
async function close(
  changes: Changes,
  envelopes: Envelopes,
  { personId }: Caller,
  { at }: SessionRow,
  ballot: FrozenBallot,
): Promise<Done> {
  const { id } = ballot;
  if (await isAwaited(changes, ballot, at)) throw new Refused('grace-runs');
  // A paper that is being written waits for this lock at its end, and then finds the ballot closed.
  await changes.selectFrom('ballot').select('id').where('id', '=', id).forNoKeyUpdate().execute();
  const result = await countPapers(changes, envelopes, ballot);
  if (ballot.secrecy === 'secret') await changes.deleteFrom('ballot_paper').where('ballot_id', '=', id).execute();
  const closed = { closed_at: at, closed_by: personId, voted: result.voted };
  await changes.updateTable('ballot').set(closed).where('id', '=', id).execute();
  const body = JSON.stringify(result);
  const checksum = createHash('sha256').update(body).digest('hex');
  const short = briefCount(result);
  const brief = JSON.stringify(short);
  await changes.insertInto('ballot_result').values({ ballot_id: id, body, checksum, brief }).execute();
  return {
    told: [{ fact: { kind: 'ballot.closed', ballotId: id, at: at.toISOString(), result: short } }],
    subject: id,
    // Not before: what is undone with the transaction must be counted again.
    after: ballot.secrecy === 'secret' ? () => envelopes.destroy(id) : undefined,
  };
}

/** Counts all papers of a ballot, for the close. Nobody may see this before. */
async function countPapers(changes: Changes, envelopes: Envelopes, ballot: FrozenBallot): Promise<BallotCount> {
  const { id, rule, options, secrecy } = ballot;
  const rows = await changes
    .selectFrom('ballot_paper as p')
    .innerJoin('ballot_voter as r', (join) =>
      join.onRef('r.ballot_id', '=', 'p.ballot_id').onRef('r.voter_id', '=', 'p.voter_id'),
    )
    .select(['p.paper', 'p.voter_id', 'r.name', 'r.of_group'])
    .where('p.ballot_id', '=', id)
    .execute();
  const entitled = (await votesOn(changes, id)) + ballot.handVoters;
  const counting = { rule, options, entitled, isSecret: secrecy === 'secret', isNamed: secrecy === 'named' };
  if (secrecy === 'secret') {
    const open = await envelopes.opener(id);
    const papers = rows.map(({ paper, voter_id }) => open?.(paper, voter_id));
    // Without its key, or with an envelope that was moved or made by somebody else, no count can be trusted.
    if (!papers.every((paper) => paper !== undefined)) return lostCount(rows.length, entitled);
    return countBallot(counting, papers.toSorted((a, b) => Buffer.compare(a, b)).map(nobodys));
  }
  const papers = rows.map(({ paper, name, of_group }): Paper => ({
    marks: unpackMarks(paper),
    voter: name,
    group: of_group,
  }));
  return countBallot(counting, papers, await handsIn(changes, id));
}

/** Sorted by what stands on it, a paper has no place in any order, and no name. */
const nobodys = (paper: Buffer): Paper => ({ marks: unpackMarks(paper), voter: '', group: null });

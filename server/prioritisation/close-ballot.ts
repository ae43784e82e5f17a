import type { BallotId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { Refused } from '#domain/refused.ts';
import type { SessionRow, Told, Verb } from '../commands.ts';
import type { Changes } from '../database/database.ts';
import { countPapers } from './ballots.ts';

/**
 * Closes a running ballot and counts it; from here on everybody may see the result.
 * @throws Refused 'ballot-closed' when it was closed before, 'not-found' for a ballot of another session
 */
export const closeBallot: Verb<'ballot.close'> = async (changes, { caller, session, input }) => {
  const ballot = await changes
    .selectFrom('ballot')
    .select(['id', 'closed_at'])
    .where('session_id', '=', session.id)
    .where('id', '=', input.ballotId)
    .executeTakeFirst();
  if (ballot === undefined) throw new Refused('not-found');
  if (ballot.closed_at !== null) throw new Refused('ballot-closed');
  return { told: [await close(changes, caller, session, ballot.id)], subject: ballot.id };
};

/** Closes the ballot that is running in the session, if one is: the fact that says so, or none. */
export async function closeRunningBallot(changes: Changes, caller: Caller, session: SessionRow): Promise<Told[]> {
  const running = await changes
    .selectFrom('ballot')
    .select('id')
    .where('session_id', '=', session.id)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return running === undefined ? [] : [await close(changes, caller, session, running.id)];
}

/** What was counted is written down: a decided result is a fact of its own, whatever becomes of the papers. */
async function close(changes: Changes, { personId }: Caller, { at }: SessionRow, ballotId: BallotId): Promise<Told> {
  // A vote that is being written waits for this lock at its end, and then finds the ballot closed.
  await changes.selectFrom('ballot').select('id').where('id', '=', ballotId).forNoKeyUpdate().execute();
  const result = await countPapers(changes, ballotId);
  const closed = { closed_at: at, closed_by: personId, voted: result.voted };
  await changes.updateTable('ballot').set(closed).where('id', '=', ballotId).execute();
  const lines = result.lines.map(({ measureId: measure_id, points, givers }) => ({
    ballot_id: ballotId,
    ...{ measure_id, points, givers },
  }));
  await changes.insertInto('ballot_result').values(lines).execute();
  return { fact: { kind: 'ballot.closed', ballotId, at: at.toISOString(), result } };
}

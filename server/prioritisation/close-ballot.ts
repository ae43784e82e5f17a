import type { BallotId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { Refused } from '#domain/refused.ts';
import type { SessionRow, Told, Verb } from '../commands.ts';
import type { Changes } from '../database/database.ts';
import { resultOf } from './ballots.ts';

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

async function close(changes: Changes, { personId }: Caller, { at }: SessionRow, ballotId: BallotId): Promise<Told> {
  await changes.updateTable('ballot').set({ closed_at: at, closed_by: personId }).where('id', '=', ballotId).execute();
  const result = await resultOf(changes, ballotId);
  return { fact: { kind: 'ballot.closed', ballotId, at: at.toISOString(), result } };
}

import type { RoundId } from '#domain/ids.ts';
import { rankTotals } from '#domain/prioritisation/points.ts';
import type { LastRanking } from '#domain/prioritisation/last-ranking.ts';
import type { Queries } from '../database/database.ts';

/** How the last closed ballot of a round ranked its measures, as it was counted then; null before the first. */
export async function lastRanking(db: Queries, roundId: RoundId): Promise<LastRanking | null> {
  const ballot = await db
    .selectFrom('ballot')
    .innerJoin('session', 'session.id', 'ballot.session_id')
    .select(['ballot.id', 'ballot.closed_at', 'ballot.voted'])
    .where('session.round_id', '=', roundId)
    .where('ballot.closed_at', 'is not', null)
    .orderBy('ballot.closed_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (ballot === undefined || ballot.closed_at === null) return null;
  const totals = await db
    .selectFrom('ballot_result')
    .select(['measure_id as measureId', 'points', 'givers'])
    .where('ballot_id', '=', ballot.id)
    .execute();
  const lines = rankTotals(totals, ballot.voted ?? 0).lines.map(({ measureId, rank }) => ({ measureId, rank }));
  return { closedAt: ballot.closed_at.toISOString(), lines, weighing: null };
}

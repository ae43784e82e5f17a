import { sql } from 'kysely';
import type { MeasureId, RoundId } from '#domain/ids.ts';
import type { BallotCount } from '#domain/prioritisation/count.ts';
import type { LastRanking, Weighing } from '#domain/prioritisation/last-ranking.ts';
import { linesOf, weighedResult } from '#domain/prioritisation/result.ts';
import type { BallotRule } from '#domain/prioritisation/rule.ts';
import type { Queries } from '../database/database.ts';
import { optionsOf, resultOf } from './ballots.ts';

/** How the last closed ballot that ranked measures of a round did so, as it was counted then; null before the first. */
export async function lastRanking(db: Queries, roundId: RoundId): Promise<LastRanking | null> {
  const ballot = await db
    .selectFrom('ballot')
    .innerJoin('session', 'session.id', 'ballot.session_id')
    .select(['ballot.id', 'ballot.closed_at', 'ballot.rule'])
    .where('session.round_id', '=', roundId)
    .where('ballot.closed_at', 'is not', null)
    .where(sql<boolean>`ballot.rule ->> 'method' <> 'resolution'`)
    .orderBy('ballot.closed_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (ballot === undefined || ballot.closed_at === null) return null;
  const [options, count] = await Promise.all([optionsOf(db, ballot.id), resultOf(db, ballot.id)]);
  const measures = options.map(({ measureId }) => measureId);
  const lines = linesOf(ballot.rule, count).flatMap(({ option, rank }) => {
    const measureId = measures[option] ?? null;
    return measureId === null ? [] : [{ measureId, rank }];
  });
  return { closedAt: ballot.closed_at.toISOString(), lines, weighing: weighingOf(ballot.rule, count, measures) };
}

function weighingOf(rule: BallotRule, count: BallotCount, measures: readonly (MeasureId | null)[]): Weighing | null {
  if (rule.method !== 'weighted' || count.withheld !== null) return null;
  const lines = weighedResult(rule, count).lines.flatMap(({ id, score, judgements }) => {
    const measureId = measures[id] ?? null;
    const ratings = judgements.map(({ median, count: judged }) => (judged === 0 ? null : median));
    return measureId === null ? [] : [{ measureId, score, ratings }];
  });
  return { criteria: rule.criteria.map(({ key, label, weight }) => ({ key, label, weight })), lines };
}

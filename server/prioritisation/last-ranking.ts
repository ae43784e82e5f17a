import { sql } from 'kysely';
import type { BallotId, MeasureId, RoundId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { may } from '#domain/people/permissions.ts';
import type { BallotCount } from '#domain/prioritisation/count.ts';
import type { LastRanking, Weighing } from '#domain/prioritisation/last-ranking.ts';
import { linesOf, weighedResult } from '#domain/prioritisation/result.ts';
import type { BallotRule } from '#domain/prioritisation/rule.ts';
import { type VotedField, votedPoints } from '#domain/prioritisation/voted-field.ts';
import type { Queries } from '../database/database.ts';
import { optionsOf, resultOf } from './ballots.ts';

/**
 * How the last closed ballot that ranked measures of a round did so, as it was counted then, of those in sessions that the
 * caller may see; null before the first.
 */
export const lastRanking = (db: Queries, caller: Caller, roundId: RoundId): Promise<LastRanking | null> =>
  lastThatTells(db, caller, roundId, async (ballot) => {
    const ranking = await rankingOf(db, ballot);
    return ranking.lines.length > 0 ? ranking : null;
  });

/** Where the last closed weighted ballot of a round puts its measures in the field; null before the first one that does. */
export const votedField = (db: Queries, caller: Caller, roundId: RoundId): Promise<VotedField | null> =>
  lastThatTells(db, caller, roundId, (ballot) => fieldOf(db, ballot));

/** What the last closed ballot tells that tells anything, of those in sessions that the caller may see. */
async function lastThatTells<Told>(
  db: Queries,
  caller: Caller,
  roundId: RoundId,
  tell: (ballot: Closed) => Promise<Told | null>,
): Promise<Told | null> {
  const closed = await db
    .selectFrom('ballot')
    .innerJoin('session', 'session.id', 'ballot.session_id')
    .select(['ballot.id', 'ballot.closed_at', 'ballot.rule', 'ballot.session_id as sessionId'])
    .where('session.round_id', '=', roundId)
    .where('ballot.closed_at', 'is not', null)
    .where(sql<boolean>`ballot.rule ->> 'method' <> 'resolution'`)
    .orderBy('ballot.closed_at', 'desc')
    .limit(atMost)
    .execute();
  for (const ballot of closed) {
    if (ballot.closed_at === null || !may(caller, 'session.read', { roundId, sessionId: ballot.sessionId })) continue;
    const told = await tell({ ...ballot, closedAt: ballot.closed_at });
    if (told !== null) return told;
  }
  return null;
}

/** So many ballots are looked through for one that says something; most do. */
const atMost = 20;

type Closed = { readonly id: BallotId; readonly rule: BallotRule; readonly closedAt: Date };

async function rankingOf(db: Queries, ballot: Closed): Promise<LastRanking> {
  const [options, count] = await Promise.all([optionsOf(db, ballot.id), resultOf(db, ballot.id)]);
  const measures = options.map(({ measureId }) => measureId);
  const lines = linesOf(ballot.rule, count).flatMap(({ option, rank }) => {
    const measureId = measures[option] ?? null;
    return measureId === null ? [] : [{ measureId, rank }];
  });
  return { closedAt: ballot.closedAt.toISOString(), lines, weighing: weighingOf(ballot.rule, count, measures) };
}

async function fieldOf(db: Queries, { id, rule, closedAt }: Closed): Promise<VotedField | null> {
  if (rule.method !== 'weighted') return null;
  const [options, count] = await Promise.all([optionsOf(db, id), resultOf(db, id)]);
  const voted = votedPoints(rule, count);
  if (voted === null) return null;
  const points = options.flatMap(({ measureId }, option) => {
    const point = voted.points.get(option);
    return measureId === null || point === undefined ? [] : [{ measureId, ...point }];
  });
  return points.length === 0 ? null : { closedAt: closedAt.toISOString(), labels: voted.labels, points };
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

import * as v from 'valibot';
import type { AgendaItemId, Instant } from '#domain/ids.ts';
import { BallotId, MeasureId, SessionId } from '#domain/ids.ts';
import { Points, type PointsResult, type PointsRule } from './points.ts';

/** A measure as it stood when the ballot was opened: what people vote on does not change under them. */
export type BallotOption = {
  readonly measureId: MeasureId;
  readonly key: string;
  readonly title: string;
  readonly summary: string;
};

/** A ballot as one person may see it. `result` is null until it is closed; `mine` is the viewer's own paper alone. */
export type BallotView = PointsRule & {
  readonly id: BallotId;
  readonly itemId: AgendaItemId | null;
  readonly title: string;
  readonly options: readonly BallotOption[];
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  /** How many people have handed in a paper. */
  readonly voted: number;
  readonly mine: Points | null;
  readonly result: PointsResult | null;
};

export const OpenBallot = v.strictObject({
  sessionId: SessionId,
  title: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120)),
  /** Points that each person may spread, 1–100. */
  budget: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
  /** The most that one measure may get from one person, 1–100. */
  maxPerMeasure: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
  measureIds: v.pipe(
    v.array(MeasureId),
    v.minLength(2),
    v.maxLength(60),
    v.check((ids) => new Set(ids).size === ids.length),
  ),
});

export const CloseBallot = v.strictObject({ sessionId: SessionId, ballotId: BallotId });

/** "These measures get this many points from me": naming a measure sets it, so that a retry changes nothing. */
export const CastVote = v.strictObject({ sessionId: SessionId, ballotId: BallotId, points: Points });

export type BallotFact =
  | { readonly kind: 'ballot.opened'; readonly ballot: BallotView }
  | { readonly kind: 'vote.counted'; readonly ballotId: BallotId; readonly voted: number; readonly mine?: Points }
  | {
      readonly kind: 'ballot.closed';
      readonly ballotId: BallotId;
      readonly at: Instant;
      readonly result: PointsResult;
    };

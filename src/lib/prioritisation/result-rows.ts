import type { MeasureId } from '#domain/ids.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { PointsResult } from '#domain/prioritisation/points.ts';
import { keepTogether } from '#lib/ui/format.ts';

/** One row of a shown result. */
export type ResultRow = {
  readonly measureId: MeasureId;
  readonly title: string;
  /** Null where nobody got a point: then there is no first place. */
  readonly rank: number | null;
  /** Whether other measures with points share the rank. */
  readonly tied: boolean;
  readonly points: number;
  readonly givers: number;
  /** Length of the bar in percent of the best one. */
  readonly share: number;
  /** What the viewer gave. */
  readonly mine: number;
};

/** The rows of a result, best first, as the viewer sees them. */
export function resultRows(ballot: BallotView, result: PointsResult): ResultRow[] {
  const titleOf = new Map(ballot.options.map((option) => [option.measureId, option.title]));
  const best = result.lines[0]?.points ?? 0;
  return result.lines.map(({ measureId, rank, points, givers }) => ({
    measureId,
    title: keepTogether(titleOf.get(measureId) ?? ''),
    rank: best === 0 ? null : rank,
    tied: points > 0 && result.lines.some((other) => other.rank === rank && other.measureId !== measureId),
    points,
    givers,
    share: best === 0 ? 0 : (100 * points) / best,
    mine: ballot.mine?.[measureId] ?? 0,
  }));
}

import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { BallotCount } from '#domain/prioritisation/count.ts';
import { pointsLines } from '#domain/prioritisation/result.ts';
import { keepTogether } from '#lib/ui/format.ts';

/** One row of a shown result on points. */
export type ResultRow = {
  /** Place of the option on the ballot, from 0. */
  readonly option: number;
  readonly title: string;
  /** Null where nobody got a point: then there is no first place. */
  readonly rank: number | null;
  /** Whether other options with points share the rank. */
  readonly tied: boolean;
  readonly points: number;
  readonly givers: number;
  /** Length of the bar in percent of the best one. */
  readonly share: number;
  /** What the viewer gave. */
  readonly mine: number;
};

/** The rows of a result on points, best first, as the viewer sees them. */
export function resultRows(ballot: BallotView, result: BallotCount): ResultRow[] {
  const lines = pointsLines(result);
  const best = lines[0]?.points ?? 0;
  return lines.map(({ option, rank, points, givers }) => ({
    option,
    title: keepTogether(ballot.options[option]?.title ?? ''),
    rank: best === 0 ? null : rank,
    tied: points > 0 && lines.some((other) => other.rank === rank && other.option !== option),
    points,
    givers,
    share: best === 0 ? 0 : (100 * points) / best,
    mine: ballot.mine?.marks?.[option] ?? 0,
  }));
}

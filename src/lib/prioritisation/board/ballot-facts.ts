import type { MeasureId } from '#domain/ids.ts';
import { type Difference, differences, type LastRanking, type Weighing } from '#domain/prioritisation/last-ranking.ts';

/** What the last ballot says of one measure. `ballot`: its rank there, and the difference to here; undefined where there was none. */
export type BallotFacts = {
  readonly ballot: { readonly rank: number | null; readonly difference: Difference | undefined } | undefined;
  readonly weighed: Weighing['lines'][number] | undefined;
};

/** What the last ballot says of the measures of an order, measure by measure. */
export function ballotFacts(order: readonly MeasureId[], last: LastRanking | null): (id: MeasureId) => BallotFacts {
  const different = last === null ? null : differences(order, last);
  const ranks = new Map(last?.lines.map(({ measureId, rank }) => [measureId, rank]));
  const weighed = new Map(last?.weighing?.lines.map((line) => [line.measureId, line]));
  return (id) => ({
    ballot: last === null ? undefined : { rank: ranks.get(id) ?? null, difference: different?.get(id) },
    weighed: weighed.get(id),
  });
}

import type { Instant, MeasureId } from '#domain/ids.ts';

/** The criteria of a weighted ballot with their shares in percent, and how each measure was judged by them: null where nobody did. Scores are 1–5. */
export type Weighing = {
  readonly criteria: readonly { readonly key: string; readonly label: string; readonly weight: number }[];
  readonly lines: readonly {
    readonly measureId: MeasureId;
    readonly score: number;
    readonly ratings: readonly (number | null)[];
  }[];
};

/** How the round's last closed ballot ranked its measures, from 1; ties share a rank and the next one is skipped. */
export type LastRanking = {
  readonly closedAt: Instant;
  readonly lines: readonly { readonly measureId: MeasureId; readonly rank: number }[];
  /** Where it was a weighted ballot. */
  readonly weighing: Weighing | null;
};

/** A measure that stands elsewhere on the board than in the ballot: both places counted among the measures of the ballot. */
export type Difference = { readonly voted: number; readonly here: number };

/**
 * The measures whose place on the board is another one than in the ballot. Ties may stand in any order; measures that
 * were not in the ballot are left out, and are not counted in the places.
 */
export function differences(order: readonly MeasureId[], { lines }: LastRanking): Map<MeasureId, Difference> {
  const ranks = new Map(lines.map(({ measureId, rank }) => [measureId, rank]));
  const found = new Map<MeasureId, Difference>();
  order
    .filter((id) => ranks.has(id))
    .forEach((id, index) => {
      const voted = ranks.get(id) ?? 0;
      const ties = lines.filter(({ rank }) => rank === voted).length;
      const here = index + 1;
      if (here < voted || here >= voted + ties) found.set(id, { voted, here });
    });
  return found;
}

import type { MeasureId } from '#domain/ids.ts';
import type { Profile } from '#domain/measures/profile.ts';
import { type BoardItem, type CutLine, isLine } from './board.ts';

/** What a line cuts off: the measures between it and the line above, and how many stand above it in all. */
export type Band = { readonly line: CutLine; readonly measures: readonly MeasureId[]; readonly above: number };

/** What the lines make of an order, from the top. What stands below the last line is in no band. */
export function bandsIn(order: readonly BoardItem[]): Band[] {
  const bands: Band[] = [];
  let measures: MeasureId[] = [];
  let above = 0;
  for (const item of order) {
    if (!isLine(item)) measures.push(item);
    else {
      above += measures.length;
      bands.push({ line: item, measures, above });
      measures = [];
    }
  }
  return bands;
}

/** The line that decides about a measure: the next below it; null where there is none. */
export const lineBelow = (bands: readonly Band[], id: MeasureId): CutLine | null =>
  bands.find(({ measures }) => measures.includes(id))?.line ?? null;

type Costs = Pick<Profile, 'costOnce' | 'costYearly'>;

/** What measures cost together, once and a year apart, in euros; null where none has such a cost. */
export type CostSum = Costs & {
  /** Of so many measures nobody has said any cost yet. */
  readonly open: number;
};

/** Sums up what measures cost. */
export function costOf(measures: readonly Costs[]): CostSum {
  return {
    costOnce: sum(measures.map(({ costOnce }) => costOnce)),
    costYearly: sum(measures.map(({ costYearly }) => costYearly)),
    open: measures.filter(({ costOnce, costYearly }) => costOnce === null && costYearly === null).length,
  };
}

function sum(amounts: readonly (number | null)[]): number | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0 ? null : known.reduce((total, amount) => total + amount, 0);
}

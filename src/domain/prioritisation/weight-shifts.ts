import type { Criteria, WeighedLine, WeighedResult } from './criteria.ts';

/** How many of the tried weights keep the first measure alone in front. */
export type ShiftTrial = { readonly kept: number; readonly all: number };

/**
 * Moves `percent` of the whole (5 unless told otherwise) from each criterion to each other one, every ordered pair once, and
 * counts how often the first stays ahead of everybody. A criterion that weighs less gives all it has. Null without a single
 * first, or where there is nobody to lead before.
 */
export function tryShifts<Id>(criteria: Criteria, { lines }: WeighedResult<Id>, percent = 5): ShiftTrial | null {
  const [first, second, ...others] = lines;
  if (first === undefined || second === undefined || second.rank === 1 || criteria.length < 2) return null;
  const leads = [second, ...others].map((rival) => leadsOver(criteria, first, rival));
  let kept = 0;
  let all = 0;
  for (const [from, { weight }] of criteria.entries())
    for (const to of criteria.keys()) {
      if (from === to || weight === 0) continue;
      const moved = Math.min(percent, weight);
      all += 1;
      if (leads.every((lead) => lead.total + moved * ((lead.by[to] ?? 0) - (lead.by[from] ?? 0)) > 0)) kept += 1;
    }
  return { kept, all };
}

/** By how much the first leads in each criterion, and in all; halves and whole percents, so nothing is rounded. */
function leadsOver<Id>(criteria: Criteria, first: WeighedLine<Id>, rival: WeighedLine<Id>) {
  const by = criteria.map(
    (_, place) => (first.judgements[place]?.median ?? 0) - (rival.judgements[place]?.median ?? 0),
  );
  return { by, total: criteria.reduce((sum, { weight }, place) => sum + weight * (by[place] ?? 0), 0) };
}

/** Two measures that would change places if means counted instead of medians: `ahead` counts, `byMean` would be ahead. */
export type MeanSwap<Id> = { readonly ahead: Id; readonly byMean: Id };

/** Every pair that the mean would put the other way round, the best ranks first. Ties on either side are no swap. */
export const meanSwaps = <Id>({ lines }: WeighedResult<Id>): MeanSwap<Id>[] =>
  lines.flatMap((line, place) =>
    lines
      .slice(place + 1)
      .filter((later) => later.rank > line.rank && later.meanRank < line.meanRank)
      .map((later) => ({ ahead: line.id, byMean: later.id })),
  );

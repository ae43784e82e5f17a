/** One paper: options in groups, the most wanted group first; who stands in one group is wanted alike. Options left out come last. */
export type RankedPaper<Id> = readonly (readonly Id[])[];

/** One line of a result. Options that beat each other in no way share a rank. */
export type SchulzeLine<Id> = { readonly id: Id; readonly rank: number; readonly beats: readonly Id[] };

/**
 * Counts a ranking by the method of Schulze (M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and
 * Condorcet-consistent single-winner election method", Social Choice and Welfare 36, 2011; strength by winning votes). One
 * option beats another where its strongest path to it is stronger than the way back. Takes options³ steps.
 */
export const countSchulze = <Id>(options: readonly Id[], papers: readonly RankedPaper<Id>[]): SchulzeLine<Id>[] =>
  rankPairs(options, pairwise(options, papers));

/** The same from how many papers want the option of the row more than the one of the column. */
export function rankPairs<Id>(options: readonly Id[], pairs: readonly (readonly number[])[]): SchulzeLine<Id>[] {
  const paths = strongestPaths(pairs);
  const beats = (a: number, b: number): boolean => (paths[a]?.[b] ?? 0) > (paths[b]?.[a] ?? 0);
  const places = options.map((_, place) => place);
  return options
    .map((id, place) => ({
      id,
      rank: 1 + places.filter((other) => beats(other, place)).length,
      beats: options.filter((_, other) => beats(place, other)),
    }))
    .toSorted((a, b) => a.rank - b.rank);
}

/** How many papers want the one more than the other. */
function pairwise<Id>(options: readonly Id[], papers: readonly RankedPaper<Id>[]): number[][] {
  const count = options.map(() => options.map(() => 0));
  for (const paper of papers) {
    const place = new Map(paper.flatMap((group, at) => group.map((id) => [id, at] as const)));
    const wanted = options.map((id) => place.get(id) ?? Infinity);
    for (const [a, row] of count.entries())
      for (const b of row.keys()) if ((wanted[a] ?? 0) < (wanted[b] ?? 0)) row[b] = (row[b] ?? 0) + 1;
  }
  return count;
}

/** The strength of a path is that of its weakest link; the widest path of each pair (Floyd and Warshall). */
function strongestPaths(preferred: readonly (readonly number[])[]): number[][] {
  const of = (a: number, b: number): number => preferred[a]?.[b] ?? 0;
  const paths = preferred.map((row, a) => row.map((votes, b) => (votes > of(b, a) ? votes : 0)));
  for (const by of paths.keys())
    for (const [a, row] of paths.entries()) {
      const first = row[by] ?? 0;
      if (a === by || first === 0) continue;
      for (const [b, second] of (paths[by] ?? []).entries())
        if (a !== b) row[b] = Math.max(row[b] ?? 0, Math.min(first, second));
    }
  return paths;
}

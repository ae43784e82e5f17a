import * as v from 'valibot';

/** What somebody has against an option: 0 (nothing) to 10 (not acceptable). */
export const Resistance = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10));
export type Resistance = v.InferOutput<typeof Resistance>;

/** One line of a result. `mean` is what the sum means per paper; ties share a rank. */
export type ResistanceLine<Id> = {
  readonly id: Id;
  readonly sum: number;
  readonly mean: number;
  /** How many are strongly against it: 8 or more. */
  readonly strongly: number;
  readonly rank: number;
};

/** From here on a resistance is strong, and worth asking about. */
const strong = 8;

/**
 * Counts a ballot of systemic consensing: the option that meets the least resistance comes first. Each paper rates every
 * option, the passive solution ("everything stays as it is") among them; whoever leaves one out has nothing against it.
 * Equal sums keep the order of the options.
 */
export function countResistance<Id>(
  options: readonly Id[],
  papers: readonly ReadonlyMap<Id, Resistance>[],
): ResistanceLine<Id>[] {
  const totals = options.map((id) => {
    const given = papers.map((paper) => paper.get(id) ?? 0);
    const sum = given.reduce((total, each) => total + each, 0);
    const mean = given.length === 0 ? 0 : sum / given.length;
    return { id, sum, mean, strongly: given.filter((each) => each >= strong).length };
  });
  const rankOf = (sum: number): number => 1 + totals.filter((other) => other.sum < sum).length;
  return totals.map((line) => ({ ...line, rank: rankOf(line.sum) })).toSorted((a, b) => a.rank - b.rank);
}

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
 * Counts a ballot of systemic consensing: the option that meets the least resistance comes first. `options`: for each how
 * many gave resistance 0, 1, … 10; everyone rates every option, the passive solution ("everything stays as it is") among
 * them. Equal sums keep the order of the options.
 */
export function weighResistance<Id>(options: ReadonlyMap<Id, readonly number[]>): ResistanceLine<Id>[] {
  const totals = [...options].map(([id, given]) => {
    const many = given.reduce((total, each) => total + each, 0);
    const sum = given.reduce((total, each, resistance) => total + each * resistance, 0);
    const strongly = given.slice(strong).reduce((total, each) => total + each, 0);
    return { id, sum, mean: many === 0 ? 0 : sum / many, strongly };
  });
  const rankOf = (sum: number): number => 1 + totals.filter((other) => other.sum < sum).length;
  return totals.map((line) => ({ ...line, rank: rankOf(line.sum) })).toSorted((a, b) => a.rank - b.rank);
}

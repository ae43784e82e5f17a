import type { Marks } from './marks.ts';

/** With fewer voters than this a group is not shown. In voters. */
const enoughVoters = 5;

/** What one group gave; `name` null: those who speak for no group. */
export type GroupCount = {
  readonly name: string | null;
  readonly voters: number;
  readonly tally: readonly (readonly number[])[];
};

/**
 * The groups that may be shown: five or more voters each, and so that whoever subtracts all of them from the whole is left
 * with nobody or with five or more. Where the rest would be smaller, the smallest group stays hidden with it.
 */
export function groupsToShow(
  papers: readonly { readonly marks: Marks; readonly group: string | null }[],
): { readonly name: string | null; readonly voters: number; readonly marks: readonly Marks[] }[] {
  const groups = new Map<string | null, Marks[]>();
  for (const { group, marks } of papers) groups.set(group, [...(groups.get(group) ?? []), marks]);
  const large = [...groups].filter(([, marks]) => marks.length >= enoughVoters).toSorted(byVoters);
  let rest = papers.length - large.reduce((sum, [, marks]) => sum + marks.length, 0);
  while (rest > 0 && rest < enoughVoters && large.length > 0) rest += large.pop()?.[1].length ?? 0;
  // One group that is everybody says nothing that the whole does not say.
  if (large.length === 1 && rest === 0) return [];
  return large.map(([name, marks]) => ({ name, voters: marks.length, marks }));
}

const byVoters = ([nameA, a]: [string | null, Marks[]], [nameB, b]: [string | null, Marks[]]): number =>
  b.length - a.length || ((nameA ?? '') < (nameB ?? '') ? -1 : 1);

import type { BallotCount } from './count.ts';
import type { GroupCount } from './group-counts.ts';
import { weighedResult } from './result.ts';
import { type BallotRule, rangeOf } from './rule.ts';

/**
 * What one group gave each option, comparable between groups of any size: points per voter, the weighed score (1–5), the mean
 * resistance (0–10), the mean rank. Null where the group said nothing; empty for a resolution.
 */
export function groupValues(rule: BallotRule, count: BallotCount, { tally, voters }: GroupCount): (number | null)[] {
  switch (rule.method) {
    case 'weighted': {
      const { lines } = weighedResult(rule, { ...count, tally });
      const options = tally.length / rule.criteria.length;
      return Array.from({ length: options }, (_, option) => lines.find(({ id }) => id === option)?.score ?? null);
    }
    case 'resolution':
      return [];
    case 'points':
      return tally.map((marks) =>
        voters === 0 ? null : marks.reduce((sum, each, mark) => sum + each * mark, 0) / voters,
      );
    case 'resistance':
    case 'ranking':
      return tally.map((marks) => meanOf(marks, rangeOf(rule, tally.length).min));
  }
}

function meanOf(marks: readonly number[], min: number): number | null {
  const many = marks.reduce((sum, each) => sum + each, 0);
  return many === 0 ? null : marks.reduce((sum, each, mark) => sum + each * (mark + min), 0) / many;
}

import type { BallotOption } from './ballot.ts';
import type { PointsResult } from './points.ts';

/** What a result says in one sentence: who leads and how, who ties for the lead, or that nobody got a point. */
export type Claim =
  | {
      readonly kind: 'leader';
      readonly title: string;
      /** Points of the leader. */
      readonly points: number;
      /** Points ahead of the next one, at least 1. */
      readonly lead: number;
      /** Titles of the measures that share the second place; one title where nobody ties for it. */
      readonly next: readonly string[];
    }
  | { readonly kind: 'tie'; readonly titles: readonly string[]; readonly points: number }
  | { readonly kind: 'nobody' };

/** The claim of a closed points ballot; titles in the order of the result. */
export function headline(result: PointsResult, options: readonly BallotOption[]): Claim {
  const titleOf = new Map(options.map((option) => [option.measureId, option.title]));
  const titlesAt = (rank: number): string[] =>
    result.lines.filter((line) => line.rank === rank).map((line) => titleOf.get(line.measureId) ?? '');
  const points = result.lines[0]?.points ?? 0;
  if (points === 0) return { kind: 'nobody' };
  const first = titlesAt(1);
  const [title, ...others] = first;
  if (title === undefined || others.length > 0) return { kind: 'tie', titles: first, points };
  const second = result.lines[1];
  return {
    kind: 'leader',
    title,
    points,
    lead: points - (second?.points ?? 0),
    next: second === undefined ? [] : titlesAt(second.rank),
  };
}

import type { Instant, MeasureId } from '#domain/ids.ts';
import type { FieldPoint } from './board.ts';
import type { BallotCount } from './count.ts';
import { weighedResult } from './result.ts';
import type { BallotRule } from './rule.ts';

/** The criteria that the field's axes stand for, among those that are proposed for a weighted ballot. */
const axes = { effect: 'participation', effort: 'resources' } as const;

/** Where the last weighted ballot puts measures in the field: the means of two of its criteria, named as voters read them. */
export type VotedField = {
  readonly closedAt: Instant;
  readonly labels: { readonly [Axis in keyof FieldPoint]: string };
  readonly points: readonly (FieldPoint & { readonly measureId: MeasureId })[];
};

/**
 * The points of a weighted ballot, by option; null where it is another ballot, did not ask for both criteria, or is not
 * told. Many resources (5) are little effort (1).
 */
export function votedPoints(
  rule: BallotRule,
  count: BallotCount,
):
  | (Omit<VotedField, 'closedAt' | 'points'> & {
      readonly points: ReadonlyMap<number, FieldPoint>;
    })
  | null {
  if (rule.method !== 'weighted' || count.withheld !== null) return null;
  const labelOf = (key: string) => rule.criteria.find((criterion) => criterion.key === key)?.label;
  const [effect, effort] = [labelOf(axes.effect), labelOf(axes.effort)];
  if (effect === undefined || effort === undefined) return null;
  const points = weighedResult(rule, count).lines.flatMap(({ id, judgements }): [number, FieldPoint][] => {
    const meanBy = (key: string) => judgements.find((each) => each.key === key && each.count > 0)?.mean;
    const [benefit, resources] = [meanBy(axes.effect), meanBy(axes.effort)];
    return benefit === undefined || resources === undefined ? [] : [[id, { effect: benefit, effort: 6 - resources }]];
  });
  return { labels: { effect, effort }, points: new Map(points) };
}

import * as v from 'valibot';
import { MeasureId } from '#domain/ids.ts';
import { Refused } from '#domain/refused.ts';

/** What one person gives: points by measure, whole numbers ≥ 0. Measures not named keep what they have. */
export const Points = v.record(MeasureId, v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)));
export type Points = v.InferOutput<typeof Points>;

/** The rule of a points ballot: a budget for each person, and how much of it one measure may get. Both in points. */
export type PointsRule = { readonly budget: number; readonly maxPerMeasure: number };

/** The sum of a paper, in points. */
export const spent = (points: Points): number => Object.values(points).reduce((sum, given) => sum + given, 0);

/** How many points are still in the person's hand; negative when the paper breaks the budget. */
export const remaining = (rule: PointsRule, points: Points): number => rule.budget - spent(points);

/**
 * The paper that results when `set` is laid over `before`, checked against the rule. It names only measures with points.
 * @throws Refused 'not-an-option' for a measure that is not on the ballot, 'measure-limit' for more than `maxPerMeasure`
 *   on one, 'budget-spent' when the whole paper exceeds the budget.
 */
export function fillPaper(rule: PointsRule, options: ReadonlySet<MeasureId>, before: Points, set: Points): Points {
  for (const [id, given] of pointsIn(set)) {
    if (!options.has(id)) throw new Refused('not-an-option');
    if (given > rule.maxPerMeasure) throw new Refused('measure-limit');
  }
  const paper: Points = Object.fromEntries(pointsIn({ ...before, ...set }).filter(([, given]) => given > 0));
  if (remaining(rule, paper) < 0) throw new Refused('budget-spent');
  return paper;
}

/** A paper as pairs of measure and points. */
export const pointsIn = (points: Points): [MeasureId, number][] => Object.entries(points) as [MeasureId, number][];

/** One line of a result. `rank` starts at 1, ties share a rank and the next one is skipped (1, 2, 2, 4). */
export type ResultLine = {
  readonly measureId: MeasureId;
  readonly points: number;
  /** How many people gave this measure at least one point. */
  readonly givers: number;
  readonly rank: number;
};

/** The result of a closed points ballot, best first; equal points keep the order of the options. */
export type PointsResult = { readonly voted: number; readonly lines: readonly ResultLine[] };

/** With fewer papers than this a result lets conclude how single people voted. In papers. */
export const enoughPapers = 5;

/** That many people (`givers`) gave a measure that many `points` each. */
export type Votes = { readonly measureId: MeasureId; readonly points: number; readonly givers: number };

/** Counts the votes for the options of a ballot. `voted` is the number of papers, empty ones included. */
export function countPoints(options: readonly MeasureId[], votes: readonly Votes[], voted: number): PointsResult {
  const totals = new Map(options.map((id) => [id, { points: 0, givers: 0 }]));
  for (const vote of votes) {
    const total = totals.get(vote.measureId);
    if (total === undefined || vote.points === 0) continue;
    total.points += vote.points * vote.givers;
    total.givers += vote.givers;
  }
  return rankTotals(
    [...totals].map(([measureId, total]) => ({ measureId, ...total })),
    voted,
  );
}

/** The totals of a ballot, in the order of its options, as the result that they make. */
export function rankTotals(totals: readonly Omit<ResultLine, 'rank'>[], voted: number): PointsResult {
  const lines = totals
    .toSorted((a, b) => b.points - a.points)
    .map((line) => ({ ...line, rank: 1 + totals.filter(({ points }) => points > line.points).length }));
  return { voted, lines };
}

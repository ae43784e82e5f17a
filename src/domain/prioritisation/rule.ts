import * as v from 'valibot';
import { Criterion } from './criteria.ts';
import { ResolutionRule } from './resolution.ts';

const words = (most: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(most));
const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** A criterion as voters read it: its name, the question that guides them, and what 1 and 5 mean. */
export const WordedCriterion = v.object({
  ...Criterion.entries,
  label: words(60),
  question: words(200),
  low: words(40),
  high: words(40),
});
export type WordedCriterion = v.InferOutput<typeof WordedCriterion>;

const Weighted = v.object({
  method: v.literal('weighted'),
  criteria: v.pipe(
    v.array(WordedCriterion),
    v.minLength(1),
    v.maxLength(12),
    v.check((criteria) => criteria.reduce((sum, { weight }) => sum + weight, 0) === 100),
    v.check((criteria) => new Set(criteria.map(({ key }) => key)).size === criteria.length),
  ),
});
const Points = v.pipe(
  v.object({
    method: v.literal('points'),
    /** Points that each voter may spread, 1–100. */
    budget: whole(1, 100),
    /** The most that one option may get from one voter, 1–100, never more than the budget. */
    maxPerOption: whole(1, 100),
  }),
  v.check(({ budget, maxPerOption }) => maxPerOption <= budget),
);

/** How a ballot is voted and counted. It is frozen when the ballot opens. */
export const BallotRule = v.variant('method', [
  Points,
  Weighted,
  v.object({ method: v.literal('resistance') }),
  v.object({ method: v.literal('ranking') }),
  v.object({ method: v.literal('resolution'), ...ResolutionRule.entries }),
]);
export type BallotRule = v.InferOutput<typeof BallotRule>;
export type Method = BallotRule['method'];
export type RuleOf<Name extends Method> = Extract<BallotRule, { method: Name }>;

/** What the three answers to a resolution are called on a paper. */
export const answers = { no: 0, yes: 1, abstain: 2 } as const;
export type Answer = keyof typeof answers;

/** The criteria of a ballot; none where it is not weighed. */
export const criteriaOf = (rule: BallotRule): readonly WordedCriterion[] =>
  rule.method === 'weighted' ? rule.criteria : [];

/** How many marks a paper has for each option: one, or one for each criterion. */
export const marksPerOption = (rule: BallotRule): number => Math.max(1, criteriaOf(rule).length);

/** The smallest and the largest mark. Ranks go from 1 (most wanted) to the number of options. */
export function rangeOf(rule: BallotRule, options: number): { readonly min: number; readonly max: number } {
  switch (rule.method) {
    case 'points':
      return { min: 0, max: rule.maxPerOption };
    case 'weighted':
      return { min: 1, max: 5 };
    case 'resistance':
      return { min: 0, max: 10 };
    case 'ranking':
      return { min: 1, max: options };
    case 'resolution':
      return { min: 0, max: 2 };
  }
}

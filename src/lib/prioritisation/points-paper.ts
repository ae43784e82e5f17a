import { type Marks, spent } from '#domain/prioritisation/marks.ts';
import type { RuleOf } from '#domain/prioritisation/rule.ts';

/** Why no further point can be given to an option. */
export type Hindrance = 'budget-spent' | 'measure-limit';

/** Points still in the hand. */
export const pointsLeft = ({ budget }: RuleOf<'points'>, marks: Marks): number => budget - spent(marks);

/** What stands in the way of one more point for an option, or null. */
export function hindranceOf(rule: RuleOf<'points'>, marks: Marks, option: number): Hindrance | null {
  if ((marks[option] ?? 0) >= rule.maxPerOption) return 'measure-limit';
  return pointsLeft(rule, marks) <= 0 ? 'budget-spent' : null;
}

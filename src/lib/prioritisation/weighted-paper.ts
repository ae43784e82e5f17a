import { cellOf, type Marks } from '#domain/prioritisation/marks.ts';
import type { RuleOf } from '#domain/prioritisation/rule.ts';

/** How far a measure is judged. */
export type Progress = { readonly state: 'complete' | 'partly' | 'open'; readonly given: number };

/** What one paper says of an option, in the order of the criteria. */
export const ratingsAt = (rule: RuleOf<'weighted'>, marks: Marks, option: number): Marks =>
  rule.criteria.map((_, place) => marks[cellOf(rule, option, place)] ?? null);

/** By how many criteria an option is judged. */
export function progressAt(rule: RuleOf<'weighted'>, marks: Marks, option: number): Progress {
  const given = ratingsAt(rule, marks, option).filter((mark) => mark !== null).length;
  return { given, state: given === 0 ? 'open' : given === rule.criteria.length ? 'complete' : 'partly' };
}

/**
 * What one's own ratings of an option make, 1–5, by the criteria that are judged so far; null before the first one with
 * weight.
 */
export function ownScore(rule: RuleOf<'weighted'>, marks: Marks, option: number): number | null {
  const judged = ratingsAt(rule, marks, option).flatMap((mark, place) =>
    mark === null ? [] : [{ mark, weight: rule.criteria[place]?.weight ?? 0 }],
  );
  const weight = judged.reduce((sum, each) => sum + each.weight, 0);
  return weight === 0 ? null : judged.reduce((sum, each) => sum + each.mark * each.weight, 0) / weight;
}

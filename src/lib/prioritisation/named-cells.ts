import type { BallotView } from '#domain/prioritisation/ballot.ts';
import { personalScores } from '#domain/prioritisation/cross-checks.ts';
import type { Marks } from '#domain/prioritisation/marks.ts';
import { markText } from './answer-rows.ts';
import { score } from './result-words.ts';

/** What one paper says about these options, in this order: points, resistance, ranks, the weighted mean, or the answer. */
export function namedCells({ rule, options }: BallotView, marks: Marks, order: readonly number[]): string[] {
  if (rule.method === 'resolution') return [markText(marks[0] ?? null)];
  if (rule.method !== 'weighted')
    return order.map((option) => String(marks[option] ?? (rule.method === 'points' ? 0 : '–')));
  const scores = personalScores(rule, options.length, marks);
  return order.map((option) => {
    const value = scores[option] ?? null;
    return value === null ? '–' : score(value);
  });
}

import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { Marks } from '#domain/prioritisation/marks.ts';
import { type Answer } from '#domain/prioritisation/rule.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { formatNumber, keepTogether } from '#lib/ui/format.ts';
import { answerOf } from './hand-in-words.ts';
import { ownScore, progressAt } from './weighted-paper.ts';

/** What a paper says about one option, in words. */
export type Said = { readonly option: number; readonly title: string; readonly words: string };

/** What the answers to a resolution are called. */
export const answerTexts: Record<Answer, () => string> = {
  yes: m.prioritisation_answer_yes,
  no: m.prioritisation_answer_no,
  abstain: m.prioritisation_answer_abstain,
};

/** A paper in words, line by line: only what stands on it; a ranking in its order. */
export function saidOn({ rule, options }: Pick<BallotView, 'rule' | 'options'>, marks: Marks): Said[] {
  const lines = options.map(({ title }, option) => ({ option, title: keepTogether(title) }));
  const withMark = lines.flatMap((line) => {
    const mark = marks[line.option] ?? null;
    return mark === null ? [] : [{ ...line, mark }];
  });
  switch (rule.method) {
    case 'points':
      return withMark
        .filter(({ mark }) => mark > 0)
        .map(({ mark, ...line }) => ({ ...line, words: m.prioritisation_points({ count: mark }) }));
    case 'resistance':
      return withMark.map(({ mark, ...line }) => ({ ...line, words: m.prioritisation_said_resistance({ mark }) }));
    case 'ranking':
      return withMark
        .toSorted((a, b) => a.mark - b.mark)
        .map(({ mark, ...line }) => ({ ...line, words: m.prioritisation_place({ place: mark }) }));
    case 'resolution':
      return withMark.map(({ mark, ...line }) => ({ ...line, words: answerTexts[answerOf(mark) ?? 'abstain']() }));
    case 'weighted':
      return lines.flatMap((line) => {
        const { state } = progressAt(rule, marks, line.option);
        return state === 'open' ? [] : [{ ...line, words: scoreText(ownScore(rule, marks, line.option)) }];
      });
  }
}

/** "4,19"; a dash where there is none. */
export const scoreText = (score: number | null): string => (score === null ? '–' : formatNumber(score, getLocale(), 2));

/** The wording that was voted on, as people compare it: "3F7A-91C2". */
export const fingerprintOf = ({ hash }: Pick<BallotView, 'hash'>): string =>
  `${hash.slice(0, 4)}-${hash.slice(4, 8)}`.toUpperCase();

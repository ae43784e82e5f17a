import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { BallotCount } from '#domain/prioritisation/count.ts';
import { type Line, linesOf, pointsLines, resistanceLines } from '#domain/prioritisation/result.ts';
import { m } from '#lib/paraglide/messages.js';
import { keepTogether } from '#lib/ui/format.ts';
import { score, tenth } from './result-words.ts';

/** One row of a shown order, whatever it was counted by. */
export type RankedRow = {
  /** Place of the option on the ballot, from 0. */
  readonly option: number;
  readonly key: string;
  readonly title: string;
  /** Null where it has none: not rated, or nobody got anything. */
  readonly rank: number | null;
  readonly tied: boolean;
  /** What it has: `value` as a number, `shown` as people read it. */
  readonly value: number;
  readonly shown: string;
  /** Length of its bar, 0–100. */
  readonly share: number;
  /** The score on each paper, sorted; null where no single paper may be seen. */
  readonly dots: readonly number[] | null;
};

/** The rows of a counted order, best first, and after them what has no rank. Empty where there is no order. */
export function rankedRows({ rule, options }: Pick<BallotView, 'rule' | 'options'>, result: BallotCount): RankedRow[] {
  const lines = linesOf(rule, result);
  if (rule.method === 'resolution' || result.tally.length === 0) return [];
  const values = valuesOf({ rule }, result, lines);
  const nothing = rule.method === 'points' && lines.every(({ value }) => value === 0);
  const ranked = lines.map(({ option, rank }): RankedRow => {
    const tied = !nothing && lines.some((other) => other.rank === rank && other.option !== option);
    return { ...named(options, option), ...values(option), rank: nothing ? null : rank, tied, dots: dotsOf(option) };
  });
  const unranked = options.flatMap((_, option): RankedRow[] =>
    lines.some((line) => line.option === option)
      ? []
      : [{ ...named(options, option), rank: null, tied: false, value: 0, shown: '–', share: 0, dots: dotsOf(option) }],
  );
  return [...ranked, ...unranked];

  function dotsOf(option: number): readonly number[] | null {
    return rule.method === 'weighted' ? (result.scores?.[option] ?? null) : null;
  }
}

const named = (options: BallotView['options'], option: number) => ({
  option,
  key: options[option]?.key ?? '',
  title: keepTogether(options[option]?.title ?? ''),
});

type Value = Pick<RankedRow, 'value' | 'shown' | 'share'>;

/** What each option has, in the unit of the method: points, score (1–5), mean resistance (0–10), wins. */
function valuesOf(
  { rule }: Pick<BallotView, 'rule'>,
  result: BallotCount,
  lines: readonly Line[],
): (option: number) => Value {
  const valueOf = (option: number): number => lines.find((line) => line.option === option)?.value ?? 0;
  const most = Math.max(1, ...lines.map(({ value }) => value));
  switch (rule.method) {
    case 'weighted':
      return (option) => ({ value: valueOf(option), shown: score(valueOf(option)), share: (valueOf(option) - 1) * 25 });
    case 'resistance': {
      const means = new Map(resistanceLines(result).map(({ id, mean }) => [id, mean]));
      return (option) => {
        const mean = means.get(option) ?? 0;
        return { value: mean, shown: tenth(mean), share: mean * 10 };
      };
    }
    case 'ranking':
      return (option) => ({
        value: valueOf(option),
        shown: String(valueOf(option)),
        share: (100 * valueOf(option)) / Math.max(1, lines.length - 1),
      });
    case 'points':
    case 'resolution': {
      const points = new Map(pointsLines(result).map((line) => [line.option, line.points]));
      return (option) => {
        const value = points.get(option) ?? 0;
        return { value, shown: String(value), share: (100 * value) / most };
      };
    }
  }
}

/** What the column of values is called. */
export function valueName(method: BallotView['rule']['method']): string {
  const names = {
    points: m.prioritisation_points_column,
    weighted: m.result_score_column,
    resistance: m.result_resistance_column,
    ranking: m.result_beats_column,
    resolution: m.result_votes_column,
  };
  return names[method]();
}

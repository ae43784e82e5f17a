import { describe, expect, test } from 'vitest';
import { arrange } from '#domain/prioritisation/agreement.ts';
import { type BallotCount, countBallot } from '#domain/prioritisation/count.ts';
import type { Paper } from '#domain/prioritisation/marks.ts';
import { groupsToShow } from '#domain/prioritisation/group-counts.ts';
import { cellsOf } from '#domain/prioritisation/marks.ts';
import { linesOf, winnersOf } from '#domain/prioritisation/result.ts';
import { type BallotRule, marksPerOption, type Method, rangeOf } from '#domain/prioritisation/rule.ts';
import { type Random, randomFrom } from '../support/random.ts';

const words = { question: 'Wie sehr?', low: 'gar nicht', high: 'sehr' };
const rules: Record<Exclude<Method, 'resolution'>, BallotRule> = {
  points: { method: 'points', budget: 100, maxPerOption: 9 },
  weighted: {
    method: 'weighted',
    criteria: [
      { key: 'a', label: 'A', weight: 60, ...words },
      { key: 'b', label: 'B', weight: 40, ...words },
    ],
  },
  resistance: { method: 'resistance' },
  ranking: { method: 'ranking' },
};
const cases = Object.entries(rules);
const options = 4;

const count = (rule: BallotRule, papers: readonly Paper[], isNamed = false): BallotCount =>
  countBallot({ rule, options, isSecret: false, isNamed, entitled: papers.length }, papers);

function papersOf(rule: BallotRule, random: Random, many = 7): Paper[] {
  const { min, max } = rangeOf(rule, options);
  const gaps = rule.method === 'ranking' || rule.method === 'weighted';
  return Array.from({ length: many }, (_, voter) => ({
    voter: `Stimme ${voter % 5}`,
    group: random.pick(['Beirat', 'Verwaltung', null]),
    marks: Array.from({ length: cellsOf(rule, options) }, () =>
      gaps && random.chance(0.1) ? null : min + random.below(max - min + 1),
    ),
  }));
}

/** The same paper with the options in another order: option `turn[at]` stands at place `at`. */
function turned(rule: BallotRule, { marks, ...paper }: Paper, turn: readonly number[]): Paper {
  const width = marksPerOption(rule);
  return { ...paper, marks: turn.flatMap((option) => marks.slice(option * width, (option + 1) * width)) };
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const left = [...items];
  return items.map(() => left.splice(random.below(left.length), 1)[0]!);
}

describe.each(cases)('a count on %s', (_, rule) => {
  const random = randomFrom(11);

  test('knows nobody: papers in any order give the same result, to the letter', () => {
    for (let run = 0; run < 60; run += 1) {
      const papers = papersOf(rule, random, 3 + random.below(16));
      const once = JSON.stringify(count(rule, papers, true));
      expect(JSON.stringify(count(rule, shuffled(papers, random), true))).toBe(once);
    }
  });

  test('favours no option: in another order each one has the rank and the value it had', () => {
    for (let run = 0; run < 60; run += 1) {
      const papers = papersOf(rule, random);
      const turn = shuffled([0, 1, 2, 3], random);
      const before = new Map(linesOf(rule, count(rule, papers)).map((line) => [line.option, line]));
      const after = linesOf(
        rule,
        count(
          rule,
          papers.map((paper) => turned(rule, paper, turn)),
        ),
      );
      expect(after).toHaveLength(before.size);
      for (const { option, rank, value } of after)
        expect({ rank, value }).toEqual({
          rank: before.get(turn[option]!)?.rank,
          value: before.get(turn[option]!)?.value,
        });
    }
  });

  test('gives the first place to what everybody wants most', () => {
    const { min, max } = rangeOf(rule, options);
    const [most, least] = rule.method === 'resistance' || rule.method === 'ranking' ? [min, max] : [max, min];
    for (let run = 0; run < 40; run += 1) {
      const wanted = random.below(options);
      const papers = papersOf(rule, random).map((paper) => ({
        ...paper,
        marks: paper.marks.map((mark, cell) => {
          if (Math.floor(cell / marksPerOption(rule)) === wanted) return most;
          return mark === null || mark === most ? least : mark;
        }),
      }));
      expect(winnersOf(linesOf(rule, count(rule, papers)))).toEqual([wanted]);
    }
  });
});

describe.each([
  ['points', rules.points, 1],
  ['resistance', rules.resistance, -1],
] as const)('on %s', (_, rule, better) => {
  test('a kinder paper never costs an option its rank', () => {
    const random = randomFrom(3);
    const { min, max } = rangeOf(rule, options);
    for (let run = 0; run < 200; run += 1) {
      const papers = papersOf(rule, random);
      const [who, option] = [random.below(papers.length), random.below(options)];
      const kinder = papers.with(who, {
        ...papers[who]!,
        marks: papers[who]!.marks.with(
          option,
          Math.min(max, Math.max(min, (papers[who]!.marks[option] ?? 0) + better)),
        ),
      });
      const rank = (given: readonly Paper[]): number =>
        linesOf(rule, count(rule, given)).find((line) => line.option === option)!.rank;
      expect(rank(kinder)).toBeLessThanOrEqual(rank(papers));
    }
  });
});

test('no group of fewer than five can be worked out, whatever is subtracted from whatever', () => {
  const random = randomFrom(29);
  for (let run = 0; run < 3000; run += 1) {
    const sizes = Array.from({ length: 1 + random.below(6) }, () => random.below(12));
    const papers = sizes.flatMap((size, place) =>
      Array.from({ length: size }, (): Paper => ({
        voter: '',
        group: place === 0 ? null : `Gruppe ${place}`,
        marks: [],
      })),
    );
    const shown = groupsToShow(papers).map(({ voters }) => voters);
    // Whoever takes any of the shown groups from the whole is left with a set of people: never one of one to four.
    for (let choice = 0; choice < 2 ** shown.length; choice += 1) {
      const rest = papers.length - shown.reduce((sum, many, at) => sum + ((choice >> at) & 1 ? many : 0), 0);
      if (shown.length > 0) expect(rest === 0 || rest >= 5, `${sizes.join()} shows ${shown.join()}`).toBe(true);
    }
    expect(shown.every((many) => many >= 5)).toBe(true);
  }
});

describe('an order that is agreed on', () => {
  test('puts one option where it is wanted, and the others make room', () => {
    expect(arrange([7, 8, 9], [1, 2, 3])).toEqual([7, 8, 9]);
    expect(arrange([7, 8, 9], [1, 2, 1])).toEqual([9, 7, 8]);
    expect(arrange([7, 8, 9], [3, 2, 3])).toEqual([8, 9, 7]);
    expect(arrange([7, 8, 9], [2, 2, 3])).toEqual([8, 7, 9]);
  });

  test('holds every option once, whatever places are asked for', () => {
    const random = randomFrom(5);
    for (let run = 0; run < 200; run += 1) {
      const order = shuffled([0, 1, 2, 3, 4, 5], random);
      const places = order.map(() => 1 + random.below(6));
      expect(arrange(order, places).toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
    }
  });
});

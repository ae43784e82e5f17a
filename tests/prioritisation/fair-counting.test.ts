import { describe, expect, test } from 'vitest';
import { arrange } from '#domain/prioritisation/agreement.ts';
import { type BallotCount, countBallot } from '#domain/prioritisation/count.ts';
import { groupsToShow } from '#domain/prioritisation/group-counts.ts';
import { cellsOf, type Paper } from '#domain/prioritisation/marks.ts';
import { linesOf, resolved, winnersOf } from '#domain/prioritisation/result.ts';
import {
  answers,
  type BallotRule,
  marksPerOption,
  type Method,
  rangeOf,
  type RuleOf,
} from '#domain/prioritisation/rule.ts';
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

/** Whether a smaller mark is the kinder one. */
const wantsLess = ({ method }: BallotRule): boolean => method === 'resistance' || method === 'ranking';

/** The next kinder mark. Where nobody has judged, a first judgement is a voice more and not a kinder one. */
function kinderThan(rule: BallotRule, mark: number | null): number | null {
  const { min, max } = rangeOf(rule, options);
  if (wantsLess(rule)) return Math.max(min, (mark ?? max + 1) - 1);
  return rule.method === 'weighted' && mark === null ? null : Math.min(max, (mark ?? 0) + 1);
}

const rankOf = (rule: BallotRule, papers: readonly Paper[], option: number): number =>
  linesOf(rule, count(rule, papers)).find((line) => line.option === option)!.rank;

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
    const [most, least] = wantsLess(rule) ? [min, max] : [max, min];
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

  test('puts behind another what everybody wants less', () => {
    const { min, max } = rangeOf(rule, options);
    const width = marksPerOption(rule);
    for (let run = 0; run < 200; run += 1) {
      const [more, less] = shuffled([0, 1, 2, 3], random) as [number, number, number, number];
      const papers = papersOf(rule, random).map((paper) => {
        const marks = [...paper.marks];
        for (let criterion = 0; criterion < width; criterion += 1) {
          const low = min + random.below(max - min);
          const high = low + 1 + random.below(max - low);
          marks[more * width + criterion] = wantsLess(rule) ? low : high;
          marks[less * width + criterion] = wantsLess(rule) ? high : low;
        }
        return { ...paper, marks };
      });
      expect(rankOf(rule, papers, more)).toBeLessThan(rankOf(rule, papers, less));
    }
  });

  test('never costs an option its rank for a kinder paper', () => {
    for (let run = 0; run < 300; run += 1) {
      const papers = papersOf(rule, random);
      const [who, option] = [random.below(papers.length), random.below(options)];
      const cell = option * marksPerOption(rule) + random.below(marksPerOption(rule));
      const { marks, ...paper } = papers[who]!;
      const kinder = papers.with(who, { ...paper, marks: marks.with(cell, kinderThan(rule, marks[cell] ?? null)) });
      expect(rankOf(rule, kinder, option)).toBeLessThanOrEqual(rankOf(rule, papers, option));
    }
  });
});

describe('a resolution', () => {
  const majorities = ['simple', 'absolute', 'two-thirds', 'consensus'] as const;
  const ruleOf = (majority: (typeof majorities)[number], quorum = 0) =>
    ({ method: 'resolution', majority, quorum }) as const;
  const outcome = (rule: RuleOf<'resolution'>, given: readonly number[], entitled = given.length) =>
    resolved(
      rule,
      countBallot(
        { rule, options: 1, isSecret: false, isNamed: false, entitled },
        given.map((mark) => ({ marks: [mark], voter: '', group: null })),
      ),
    ).outcome;
  const { no, yes, abstain } = answers;
  /** Every way in which up to five people can answer, each in one order. */
  const rooms = [0, 1, 2, 3, 4, 5].flatMap((ayes) =>
    [0, 1, 2, 3, 4, 5].flatMap((noes) =>
      [0, 1, 2].map((others) => [
        ...Array.from({ length: ayes }, () => yes),
        ...Array.from({ length: noes }, () => no),
        ...Array.from({ length: others }, () => abstain),
      ]),
    ),
  );

  test.each(majorities)('with a majority that is %s knows nobody, and one more yes never stops it', (majority) => {
    const rule = ruleOf(majority, 50);
    for (const room of rooms) {
      const found = outcome(rule, room, 12);
      expect(outcome(rule, room.toReversed(), 12)).toBe(found);
      if (found === 'carried')
        for (const at of room.keys()) expect(outcome(rule, room.with(at, yes), 12), room.join()).toBe('carried');
    }
  });

  test.each(majorities)('with a majority that is %s never carries a motion and its opposite', (majority) => {
    const opposite = (room: readonly number[]) =>
      room.map((mark) => (mark === abstain ? abstain : mark === yes ? no : yes));
    for (const room of rooms)
      if (outcome(ruleOf(majority), room) === 'carried')
        expect(outcome(ruleOf(majority), opposite(room)), room.join()).not.toBe('carried');
  });

  test.each(majorities)('with a majority that is %s is what everybody says', (majority) => {
    expect(outcome(ruleOf(majority, 100), [yes, yes, yes])).toBe('carried');
    expect(outcome(ruleOf(majority, 100), [no, no, no])).toBe('rejected');
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

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import {
  contested,
  Criteria,
  proposedCriteria,
  type Rating,
  type Ratings,
  robustness,
  weigh,
  type WeighedResult,
} from '#domain/prioritisation/criteria.ts';
import { randomFrom } from '../support/random.ts';

/** The criteria of the demo, under the names of its ratings. */
const criteria: Criteria = v.parse(Criteria, [
  { key: 'dringlichkeit', weight: 20 },
  { key: 'teilhabewirkung', weight: 25 },
  { key: 'reichweite', weight: 10 },
  { key: 'gleichwertigkeit', weight: 15 },
  { key: 'umsetzbarkeit', weight: 10 },
  { key: 'ressourcen', weight: 10 },
  { key: 'zielgruppennaehe', weight: 10 },
]);

const demo = readFileSync('tests/prioritisation/data/ratings.csv', 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(';') as [string, string, string, string, string]);

function roundOf(round: number): WeighedResult<string> {
  const measures = new Map<string, Record<string, Rating[]>>();
  for (const [of, measure, criterion, , value] of demo) {
    if (of !== String(round)) continue;
    const ratings = measures.get(measure) ?? {};
    (ratings[criterion] ??= []).push(Number(value));
    measures.set(measure, ratings);
  }
  return weigh(criteria, measures);
}

const scores = ({ lines }: WeighedResult<string>) =>
  lines.map(({ id, score, rank }) => `${rank} ${id} ${score.toFixed(2)}`);

describe('the demo’s 1,260 ratings', () => {
  const [first, second] = [roundOf(1), roundOf(2)];

  test('give the order of both rounds, ties shown as ties', () => {
    expect(demo).toHaveLength(1260);
    expect(scores(second)).toEqual([
      '1 M01 4.35',
      '2 M09 4.00',
      '3 M02 3.95',
      '4 M08 3.90',
      '5 M03 3.80',
      '5 M04 3.80',
      '5 M05 3.80',
      '8 M06 3.55',
      '9 M10 3.40',
      '10 M07 3.10',
    ]);
    const before = (id: string) => first.lines.findIndex((line) => line.id === id) + 1;
    expect(second.lines.map(({ id }) => `${id} ${before(id)}`)).toEqual([
      'M01 1',
      'M09 4',
      'M02 5',
      'M08 3',
      'M03 6',
      'M04 7',
      'M05 2',
      'M06 8',
      'M10 9',
      'M07 10',
    ]);
  });

  test('were three apart on M02, M05 and M10 at first, and nowhere else', () => {
    expect(new Set(contested(first).map(({ id }) => id))).toEqual(new Set(['M02', 'M05', 'M10']));
    expect(Math.max(...contested(first).map(({ spread }) => spread))).toBe(3);
    expect(contested(second)).toEqual([]);
  });

  test('by the mean change places for M08 and M02 in the second round', () => {
    const byMean = second.lines.toSorted((a, b) => a.meanRank - b.meanRank).map(({ id }) => id);
    expect(byMean.indexOf('M08')).toBeLessThan(byMean.indexOf('M02'));
    expect(second.lines.findIndex(({ id }) => id === 'M02')).toBeLessThan(
      second.lines.findIndex(({ id }) => id === 'M08'),
    );
  });
});

describe('weighing', () => {
  const two: Criteria = [
    { key: 'a', weight: 60 },
    { key: 'b', weight: 40 },
  ];
  const of = (options: Record<string, Ratings>) => weigh(two, new Map(Object.entries(options)));

  test('takes the median: one voice cannot drag a measure to the top, though it can the mean', () => {
    const { lines } = of({ x: { a: [3, 3, 3], b: [3, 3, 3] }, y: { a: [2, 2, 5], b: [3, 3, 5] } });
    expect(lines.map(({ id, score, rank }) => [id, score, rank])).toEqual([
      ['x', 3, 1],
      ['y', 2.4, 2],
    ]);
    expect(lines.map(({ id, meanRank }) => [id, meanRank])).toEqual([
      ['x', 2],
      ['y', 1],
    ]);
  });

  test('lies in the middle of an even number of ratings', () => {
    expect(of({ x: { a: [1, 2, 4, 5], b: [2, 3] } }).lines[0]?.score).toBe(2.8);
  });

  test('sets aside what nobody judged by a criterion that counts', () => {
    const found = of({ x: { a: [3] }, y: { a: [3], b: [4] } });
    expect([found.lines.map(({ id }) => id), found.unrated]).toEqual([['y'], ['x']]);
    const onlyA: Criteria = [
      { key: 'a', weight: 100 },
      { key: 'b', weight: 0 },
    ];
    expect(weigh(onlyA, new Map([['x', { a: [3] }]])).unrated).toEqual([]);
  });

  test('has a proposal for rounds without criteria of their own, with the weights of the demo', () => {
    expect(v.parse(Criteria, proposedCriteria).map(({ weight }) => weight)).toEqual(
      criteria.map(({ weight }) => weight),
    );
  });

  test('refuses weights that do not make 100, and a criterion twice', () => {
    const issues = (made: unknown) => v.safeParse(Criteria, made).success;
    expect(
      issues([
        { key: 'a', weight: 60 },
        { key: 'b', weight: 39 },
      ]),
    ).toBe(false);
    expect(
      issues([
        { key: 'a', weight: 60 },
        { key: 'a', weight: 40 },
      ]),
    ).toBe(false);
    expect(issues(two)).toBe(true);
  });
});

describe('robustness', () => {
  test('names the least that has to be moved until another is as good as the first', () => {
    // x leads by 2 in a, y by 1 in b: 60 × 2 − 40 × 1 = 80, and each percent moved from a to b takes 3 of it.
    const result = weigh(
      [
        { key: 'a', weight: 60 },
        { key: 'b', weight: 40 },
      ],
      new Map([
        ['x', { a: [5], b: [3] }],
        ['y', { a: [3], b: [4] }],
      ]),
    );
    expect(
      robustness(
        [
          { key: 'a', weight: 60 },
          { key: 'b', weight: 40 },
        ],
        result,
      ),
    ).toEqual({
      rival: 'y',
      percent: 80 / 3,
      moves: [{ from: 'a', to: 'b', percent: 80 / 3 }],
    });
  });

  test('is nothing where two are first, and none where no weights help', () => {
    const one: Criteria = [
      { key: 'a', weight: 50 },
      { key: 'b', weight: 50 },
    ];
    const tie = weigh(
      one,
      new Map([
        ['x', { a: [5], b: [3] }],
        ['y', { a: [3], b: [5] }],
      ]),
    );
    expect(robustness(one, tie)).toEqual({ rival: 'y', percent: 0, moves: [] });
    const clear = weigh(
      one,
      new Map([
        ['x', { a: [5], b: [4] }],
        ['y', { a: [3], b: [3] }],
      ]),
    );
    expect(robustness(one, clear)).toBeNull();
    expect(robustness(one, weigh(one, new Map([['x', { a: [5], b: [4] }]])))).toBeNull();
  });

  test('is never beaten by any other change of weights: every grid of whole percents is tried', () => {
    const three: Criteria = [
      { key: 'a', weight: 40 },
      { key: 'b', weight: 35 },
      { key: 'c', weight: 25 },
    ];
    const random = randomFrom(7);
    const rating = (): Rating => 1 + random.below(5);
    for (let round = 0; round < 60; round += 1) {
      const options = new Map(['x', 'y', 'z'].map((id) => [id, { a: [rating()], b: [rating()], c: [rating()] }]));
      const result = weigh(three, options);
      const found = robustness(three, result);
      let least = Infinity;
      for (let a = 0; a <= 100; a += 1)
        for (let b = 0; a + b <= 100; b += 1) {
          const c = 100 - a - b;
          const moved = (Math.abs(a - 40) + Math.abs(b - 35) + Math.abs(c - 25)) / 2;
          const at = (id: string) =>
            a * options.get(id)!.a[0]! + b * options.get(id)!.b[0]! + c * options.get(id)!.c[0]!;
          const top = result.lines[0]!.id;
          if (moved < least && ['x', 'y', 'z'].some((id) => id !== top && at(id) >= at(top))) least = moved;
        }
      if (found === null) expect(least).toBe(Infinity);
      else {
        expect(found.percent).toBeLessThanOrEqual(least + 1e-9);
        // Rounded up to the grid it does as well: at most one percent per criterion.
        expect(least).toBeLessThanOrEqual(found.percent + 2);
      }
    }
  });
});

import { describe, expect, test } from 'vitest';
import { countBallot } from '#domain/prioritisation/count.ts';
import { contested, robustness } from '#domain/prioritisation/criteria.ts';
import { linesOf, weighedResult } from '#domain/prioritisation/result.ts';
import { roundShifts } from '#domain/prioritisation/round-shifts.ts';
import { meanSwaps, tryShifts } from '#domain/prioritisation/weight-shifts.ts';
import { demoKeys, demoPapers, demoRoles, demoRule } from './demo-ratings.ts';

const counted = (round: 1 | 2, isSecret = false) =>
  countBallot({ rule: demoRule, options: 10, isSecret, isNamed: false, entitled: 9 }, demoPapers(round));
const [first, second] = [counted(1), counted(2)];
const order = (count: typeof first) =>
  linesOf(demoRule, count).map(({ option, rank, value }) => `${rank} ${demoKeys[option]} ${value.toFixed(2)}`);

describe('the demo’s two rounds, counted as a ballot', () => {
  test('nine voters, ten measures and seven criteria give the order of both rounds, ties as ties', () => {
    expect(demoRoles).toHaveLength(9);
    expect(order(second)).toEqual([
      ...['1 M01 4.35', '2 M09 4.00', '3 M02 3.95', '4 M08 3.90'],
      ...['5 M03 3.80', '5 M04 3.80', '5 M05 3.80', '8 M06 3.55', '9 M10 3.40', '10 M07 3.10'],
    ]);
    expect(order(first).map((line) => line.split(' ')[1])).toEqual([
      'M01',
      'M05',
      'M08',
      'M09',
      'M02',
      'M03',
      'M04',
      'M06',
      'M10',
      'M07',
    ]);
  });

  test('the blind round was three apart on M02, M05 and M10, the second one nowhere', () => {
    const apart = contested(weighedResult(demoRule, first));
    expect(new Set(apart.map(({ id }) => demoKeys[id]))).toEqual(new Set(['M02', 'M05', 'M10']));
    expect(apart.every(({ spread }) => spread === 3)).toBe(true);
    expect(contested(weighedResult(demoRule, second))).toEqual([]);
  });

  test('by the mean M08 would stand before M02', () => {
    const swaps = meanSwaps(weighedResult(demoRule, second));
    expect(swaps.map(({ ahead, byMean }) => [demoKeys[ahead], demoKeys[byMean]])).toEqual([['M02', 'M08']]);
  });

  test('42 of 42 weights that are five points off keep M01 in front', () => {
    const result = weighedResult(demoRule, second);
    expect(tryShifts(demoRule.criteria, result)).toEqual({ kept: 42, all: 42 });
    const found = robustness(demoRule.criteria, result);
    if (found === null) return expect.fail('some weights change it');
    expect(found.percent).toBeGreaterThan(5);
    // The same by hand: with exactly so much moved both have the same score.
    const weights = new Map(demoRule.criteria.map(({ key, weight }) => [key, weight]));
    for (const { from, to, percent } of found.moves) {
      weights.set(from, (weights.get(from) ?? 0) - percent);
      weights.set(to, (weights.get(to) ?? 0) + percent);
    }
    const score = (option: number): number =>
      (result.lines.find(({ id }) => id === option)?.judgements ?? []).reduce(
        (sum, { key, median }) => sum + (weights.get(key) ?? 0) * median,
        0,
      );
    expect(score(found.rival)).toBeCloseTo(score(0), 6);
  });

  test('M01 wins without any one of the nine, by the mean and one against one', () => {
    expect(second.others).toEqual([
      { way: 'mean', winners: [0] },
      { way: 'pairwise', winners: [0] },
      { way: 'without-one', winners: [0] },
    ]);
  });

  test('the shift between the rounds goes by ranks, shared ones too', () => {
    const shifts = roundShifts(linesOf(demoRule, first), linesOf(demoRule, second));
    expect(Object.fromEntries(shifts.map(({ option, moved }) => [demoKeys[option], moved]))).toEqual({
      ...{ M01: 0, M09: 2, M02: 2, M08: -2, M03: 0, M04: 2, M05: -3 },
      ...{ M06: 0, M10: -1, M07: 0 },
    });
  });

  test('every role has its dot, and a secret round none', () => {
    expect(second.scores?.map((scores) => scores.length)).toEqual(Array(10).fill(9));
    expect(second.scores?.[0]?.map((score) => score.toFixed(2))).toEqual([
      '4.05',
      '4.15',
      '4.20',
      '4.20',
      '4.25',
      '4.25',
      '4.45',
      '4.50',
      '4.50',
    ]);
    expect(counted(2, true).scores).toBeNull();
    expect(linesOf(demoRule, counted(2, true))).toEqual(linesOf(demoRule, second));
  });
});

import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { checkMarks, Marks, packMarks, spent, unpackMarks } from '#domain/prioritisation/marks.ts';
import type { BallotRule } from '#domain/prioritisation/rule.ts';

const criterion = (key: string, weight: number) => ({
  key,
  weight,
  label: key,
  question: '?',
  low: 'wenig',
  high: 'viel',
});
const rules = {
  points: { method: 'points', budget: 10, maxPerOption: 5 },
  weighted: { method: 'weighted', criteria: [criterion('reach', 60), criterion('urgency', 40)] },
  resistance: { method: 'resistance' },
  ranking: { method: 'ranking' },
  resolution: { method: 'resolution', majority: 'simple', quorum: 50 },
} as const satisfies Record<string, BallotRule>;

describe('a paper', () => {
  test.each<[keyof typeof rules, number, Marks, string | null]>([
    ['points', 3, [5, 5, 0], null],
    ['points', 3, [null, null, null], null],
    ['points', 3, [6, 0, 0], 'measure-limit'],
    ['points', 3, [5, 5, 1], 'budget-spent'],
    ['points', 3, [5, 5], 'bad-input'],
    ['points', 3, [1, 1, 1, 1], 'bad-input'],
    ['weighted', 2, [1, 5, null, 3], null],
    ['weighted', 2, [0, 5, 1, 1], 'bad-input'],
    ['weighted', 2, [6, 5, 1, 1], 'bad-input'],
    ['weighted', 2, [null, null, null, null], 'incomplete'],
    ['weighted', 2, [1, 5], 'bad-input'],
    ['resistance', 3, [0, 10, 5], null],
    ['resistance', 3, [0, null, 5], 'incomplete'],
    ['resistance', 3, [0, 11, 5], 'bad-input'],
    ['ranking', 3, [1, null, 1], null],
    ['ranking', 3, [1, 2, 4], 'bad-input'],
    ['ranking', 3, [0, 1, 2], 'bad-input'],
    ['ranking', 3, [null, null, null], 'incomplete'],
    ['resolution', 1, [2], null],
    ['resolution', 1, [3], 'bad-input'],
    ['resolution', 1, [null], 'incomplete'],
  ])('by %s over %d options with %j: %s', (method, options, marks, code) => {
    const check = () => checkMarks(rules[method], options, marks);
    if (code === null) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code }));
  });

  test('says what is spent', () => {
    expect(spent([3, null, 4])).toBe(7);
  });

  test('is as many bytes as it has marks, and comes back from them as it was', () => {
    const marks = [null, 0, 1, 100];
    expect([...packMarks(marks)]).toEqual([0, 1, 2, 101]);
    expect(unpackMarks(packMarks(marks))).toEqual(marks);
  });

  test.each([[[1.5]], [[-1]], [[101]], [['1']], [[undefined]], [Array.from({ length: 733 }, () => 1)]])(
    '%j is none',
    (marks) => expect(v.is(Marks, marks)).toBe(false),
  );
});

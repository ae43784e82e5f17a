import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { MeasureId } from '#domain/ids.ts';
import { countPoints, fillPaper, remaining, spent } from '#domain/prioritisation/points.ts';

const [a, b, c, d] = Array.from({ length: 4 }, () => v.parse(MeasureId, randomUUID())) as [
  MeasureId,
  MeasureId,
  MeasureId,
  MeasureId,
];
const rule = { budget: 10, maxPerMeasure: 5 };
const options = new Set([a, b, c]);

describe('a paper', () => {
  test('keeps what is not named and drops what gets nothing', () => {
    expect(fillPaper(rule, options, { [a]: 3, [b]: 2 }, { [b]: 0, [c]: 5 })).toEqual({ [a]: 3, [c]: 5 });
    expect(fillPaper(rule, options, {}, { [a]: 0 })).toEqual({});
  });

  test('may move points from one measure to another when all are spent', () => {
    expect(fillPaper(rule, options, { [a]: 5, [b]: 5 }, { [a]: 4, [c]: 1 })).toEqual({ [a]: 4, [b]: 5, [c]: 1 });
  });

  test('is refused by name: over the budget, over the limit, for a measure that is not on the ballot', () => {
    const before = { [a]: 5, [b]: 4 };
    expect(() => fillPaper(rule, options, before, { [c]: 2 })).toThrow(
      expect.objectContaining({ code: 'budget-spent' }),
    );
    expect(() => fillPaper(rule, options, before, { [c]: 6 })).toThrow(
      expect.objectContaining({ code: 'measure-limit' }),
    );
    expect(() => fillPaper(rule, options, before, { [d]: 1 })).toThrow(
      expect.objectContaining({ code: 'not-an-option' }),
    );
    expect(() => fillPaper(rule, options, before, { [d]: 0 })).toThrow(
      expect.objectContaining({ code: 'not-an-option' }),
    );
  });

  test('says what is spent and what remains', () => {
    expect(spent({ [a]: 3, [b]: 4 })).toBe(7);
    expect(remaining(rule, { [a]: 3, [b]: 4 })).toBe(3);
    expect(remaining(rule, { [a]: 5, [b]: 5, [c]: 5 })).toBe(-5);
  });
});

describe('a result', () => {
  test('puts the best first, shares ranks between equals and then leaves one out', () => {
    const votes = [
      { measureId: c, points: 5, givers: 2 },
      { measureId: b, points: 3, givers: 1 },
      { measureId: d, points: 1, givers: 3 },
    ];
    expect(countPoints([a, b, c, d], votes, 5)).toEqual({
      voted: 5,
      lines: [
        { measureId: c, points: 10, givers: 2, rank: 1 },
        { measureId: b, points: 3, givers: 1, rank: 2 },
        { measureId: d, points: 3, givers: 3, rank: 2 },
        { measureId: a, points: 0, givers: 0, rank: 4 },
      ],
    });
  });

  test('adds what several people gave to one measure, and counts papers without points as handed in', () => {
    const votes = [
      { measureId: a, points: 2, givers: 1 },
      { measureId: a, points: 1, givers: 4 },
    ];
    expect(countPoints([a, b], votes, 7)).toMatchObject({
      voted: 7,
      lines: [{ measureId: a, points: 6, givers: 5 }, { points: 0 }],
    });
  });
});

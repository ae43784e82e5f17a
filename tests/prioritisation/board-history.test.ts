import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { MeasureId, PersonId } from '#domain/ids.ts';
import { type BoardMove, movesIn, retold } from '#domain/prioritisation/board-history.ts';
import { differences } from '#domain/prioritisation/last-ranking.ts';

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const id = (number: number) => v.parse(MeasureId, uuid(number));
const [one, two] = [v.parse(PersonId, uuid(101)), v.parse(PersonId, uuid(102))];
const order = (...numbers: number[]) => numbers.map(id);
const move = (measure: number, from: number, to: number, seconds: number, by = one): BoardMove => ({
  ...{ id: `${seconds}.${measure}`, measureId: id(measure), from, to, by },
  at: new Date(Date.UTC(2027, 0, 14, 13, 0, seconds)).toISOString(),
});

describe('the history', () => {
  test('tells what one person did with one measure within a minute as one move, the latest first', () => {
    const told = retold([move(3, 7, 6, 0), move(5, 1, 2, 10), move(3, 6, 5, 50), move(3, 5, 4, 100)]);
    expect(told.map(({ measureId, from, to }) => [measureId, from, to])).toEqual([
      [id(3), 7, 4],
      [id(5), 1, 2],
    ]);
    // The line stays the same while its measure moves on.
    expect(told[0]?.id).toBe('0.3');
  });

  test('keeps two people apart, and forgets what ended where it began', () => {
    expect(retold([move(3, 7, 6, 0), move(3, 6, 5, 5, two), move(3, 5, 4, 10)])).toHaveLength(3);
    expect(retold([move(3, 7, 6, 0), move(3, 6, 7, 5)])).toEqual([]);
    expect(retold([move(3, 7, 6, 0), move(3, 6, 7, 70)])).toHaveLength(2);
  });
});

describe('what an update has moved', () => {
  test('is the measure that was written, also where its neighbour changes places with it', () => {
    const change = { before: order(1, 2, 3), after: order(2, 1, 3) };
    expect(movesIn({ ...change, changed: order(2) })).toEqual([{ measureId: id(2), from: 2, to: 1 }]);
    expect(movesIn({ ...change, changed: order(1) })).toEqual([{ measureId: id(1), from: 1, to: 2 }]);
  });

  test('is one measure where the others only got new positions, the one written last', () => {
    const change = { changed: order(2, 3, 4, 1), before: order(1, 2, 3, 4), after: order(2, 3, 1, 4) };
    expect(movesIn(change)).toEqual([{ measureId: id(1), from: 1, to: 3 }]);
    expect(movesIn({ ...change, after: change.before })).toEqual([]);
  });

  test('is each measure that stands elsewhere where several were moved without a connection', () => {
    const change = { changed: order(4, 1), before: order(1, 2, 3, 4), after: order(4, 2, 3, 1) };
    expect(movesIn(change)).toEqual([
      { measureId: id(4), from: 4, to: 1 },
      { measureId: id(1), from: 1, to: 4 },
    ]);
  });
});

describe('the differences to the last ballot', () => {
  const ballot = (...ranks: [number, number][]) => ({
    closedAt: '2027-01-14T13:00:00.000Z',
    lines: ranks.map(([measure, rank]) => ({ measureId: id(measure), rank })),
    weighing: null,
  });

  test('name both places, and leave ties in any order', () => {
    const last = ballot([1, 1], [2, 2], [3, 2], [4, 4]);
    expect(differences(order(1, 3, 2, 4), last).size).toBe(0);
    expect([...differences(order(2, 3, 1, 4), last)]).toEqual([
      [id(2), { voted: 2, here: 1 }],
      [id(1), { voted: 1, here: 3 }],
    ]);
  });

  test('count places among the measures that were voted on', () => {
    expect(differences(order(9, 1, 8, 2), ballot([1, 1], [2, 2])).size).toBe(0);
  });
});

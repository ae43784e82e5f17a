import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { MeasureId, PersonId } from '#domain/ids.ts';
import { type BoardItem, type BoardState, fieldEntry, inThisOrder, orderEntry } from '#domain/prioritisation/board.ts';
import { type BoardMove, type Moved, movesIn, retold } from '#domain/prioritisation/board-history.ts';
import { differences } from '#domain/prioritisation/last-ranking.ts';

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const id = (number: number) => v.parse(MeasureId, uuid(number));
const [one, two] = [v.parse(PersonId, uuid(101)), v.parse(PersonId, uuid(102))];
const order = (...numbers: number[]) => numbers.map(id);
const told = (what: Moved, seconds: number, by = one): BoardMove => ({
  ...{ id: `${seconds}.1`, what, by },
  at: new Date(Date.UTC(2027, 0, 14, 13, 0, seconds)).toISOString(),
});
const move = (measure: number, from: number, to: number, seconds: number, by = one): BoardMove =>
  told({ kind: 'order', measureId: id(measure), from, to }, seconds, by);
const point = (effect: number, effort: number) => ({ effect, effort });

describe('the history', () => {
  test('tells what one person did with one measure within a minute as one move, the latest first', () => {
    const lines = retold([move(3, 7, 6, 0), move(5, 1, 2, 10), move(3, 6, 5, 50), move(3, 5, 4, 100)]);
    expect(lines.map(({ what }) => what)).toEqual([
      { kind: 'order', measureId: id(3), from: 7, to: 4 },
      { kind: 'order', measureId: id(5), from: 1, to: 2 },
    ]);
    // The line stays the same while its measure moves on.
    expect(lines[0]?.id).toBe('0.1');
  });

  test('keeps two people apart, and forgets what ended where it began', () => {
    expect(retold([move(3, 7, 6, 0), move(3, 6, 5, 5, two), move(3, 5, 4, 10)])).toHaveLength(3);
    expect(retold([move(3, 7, 6, 0), move(3, 6, 7, 5)])).toEqual([]);
    expect(retold([move(3, 7, 6, 0), move(3, 6, 7, 70)])).toHaveLength(2);
  });

  test('tells many steps in the field as one move, apart from those in the list; back again is none', () => {
    const inField = (from: [number, number] | null, to: [number, number] | null, seconds: number) =>
      told({ kind: 'field', measureId: id(3), from: from && point(...from), to: to && point(...to) }, seconds);
    const steps = [
      inField(null, [3, 3], 0),
      move(3, 7, 6, 1),
      inField([3, 3], [3.25, 3], 2),
      inField([3.25, 3], [4, 3], 3),
    ];
    expect(retold(steps).map(({ what }) => what)).toEqual([
      { kind: 'field', measureId: id(3), from: null, to: point(4, 3) },
      { kind: 'order', measureId: id(3), from: 7, to: 6 },
    ]);
    expect(retold([...steps, inField([4, 3], null, 4)])).toHaveLength(1);
    expect(retold([inField([3, 3], [3.5, 3], 0), inField([3.5, 3], [3, 3], 1)])).toEqual([]);
  });

  test('tells of lines as well: drawn, moved, taken away', () => {
    const line = (from: number | null, to: number | null, seconds: number) =>
      told({ kind: 'line', line: 'line:decision', from, to }, seconds);
    expect(retold([line(null, 1, 0), line(1, 3, 5)]).map(({ what }) => what)).toEqual([
      { kind: 'line', line: 'line:decision', from: null, to: 3 },
    ]);
    expect(retold([line(null, 1, 0), line(1, null, 5)])).toEqual([]);
  });
});

describe('what an update has moved', () => {
  const measures = [1, 2, 3, 4].map((number) => ({ id: id(number), key: `M0${number}` }));
  const board = (items: readonly BoardItem[], points: [number, number, number][] = []): BoardState => ({
    positions: new Map(inThisOrder(items)),
    points: new Map(points.map(([measure, effect, effort]) => [id(measure), point(effect, effort)])),
  });
  const moved = (written: string[], before: BoardState, after: BoardState) =>
    movesIn({ written, before, after, measures });
  const orders = (...numbers: number[]) => numbers.map((number) => orderEntry(id(number)));

  test('is the measure that was written, also where its neighbour changes places with it', () => {
    const [before, after] = [board(order(1, 2, 3, 4)), board(order(2, 1, 3, 4))];
    expect(moved(orders(2), before, after)).toEqual([{ kind: 'order', measureId: id(2), from: 2, to: 1 }]);
    expect(moved(orders(1), before, after)).toEqual([{ kind: 'order', measureId: id(1), from: 1, to: 2 }]);
  });

  test('is one measure where the others only got new positions, the one written last', () => {
    const [before, after] = [board(order(1, 2, 3, 4)), board(order(2, 3, 1, 4))];
    expect(moved(orders(2, 3, 4, 1), before, after)).toEqual([{ kind: 'order', measureId: id(1), from: 1, to: 3 }]);
    expect(moved(orders(2, 3, 4, 1), before, before)).toEqual([]);
  });

  test('is each measure that stands elsewhere where several were moved without a connection', () => {
    expect(moved(orders(4, 1), board(order(1, 2, 3, 4)), board(order(4, 2, 3, 1)))).toEqual([
      { kind: 'order', measureId: id(4), from: 4, to: 1 },
      { kind: 'order', measureId: id(1), from: 1, to: 4 },
    ]);
  });

  test('is a point that was put, moved or taken out', () => {
    const [none, some] = [board(order(1, 2, 3, 4)), board(order(1, 2, 3, 4), [[2, 4, 3]])];
    const entry = [fieldEntry(id(2))];
    expect(moved(entry, none, some)).toEqual([{ kind: 'field', measureId: id(2), from: null, to: point(4, 3) }]);
    expect(moved(entry, some, none)).toEqual([{ kind: 'field', measureId: id(2), from: point(4, 3), to: null }]);
    expect(moved(entry, some, some)).toEqual([]);
  });

  test('is a line that was written, and not one that a measure has crossed', () => {
    const before = board([id(1), id(2), 'line:report', id(3), id(4)]);
    const after = board([id(1), 'line:report', id(2), id(3), id(4)]);
    expect(moved(['line:report'], before, after)).toEqual([{ kind: 'line', line: 'line:report', from: 2, to: 1 }]);
    expect(moved(['line:report'], board(order(1, 2, 3, 4)), after)).toEqual([
      { kind: 'line', line: 'line:report', from: null, to: 1 },
    ]);
    const crossed = board([id(4), id(1), id(2), 'line:report', id(3)]);
    expect(moved(orders(4), before, crossed)).toEqual([{ kind: 'order', measureId: id(4), from: 4, to: 1 }]);
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

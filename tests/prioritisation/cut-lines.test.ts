import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { MeasureId } from '#domain/ids.ts';
import {
  boardEntryName,
  type BoardItem,
  boardRoot,
  BoardValue,
  firstPositions,
  moveTo,
  type Orderable,
  orderEntry,
  ranking,
  readBoard,
} from '#domain/prioritisation/board.ts';
import { bandsIn, costOf, lineBelow } from '#domain/prioritisation/cut-lines.ts';
import { moveOn, orderOn } from '../support/board.ts';

const measure = (number: number): Orderable => ({
  id: v.parse(MeasureId, `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`),
  key: `M${String(number).padStart(2, '0')}`,
});
const measures = Array.from({ length: 10 }, (_, index) => measure(index + 1));

/** One person's copy of a board, which begins with the measures by their keys. */
class Peer {
  readonly doc = new Y.Doc();

  constructor(begun?: Uint8Array) {
    if (begun !== undefined) Y.applyUpdate(this.doc, begun);
    else
      for (const [id, position] of firstPositions(measures)) this.doc.getMap(boardRoot).set(orderEntry(id), position);
  }

  get positions() {
    return readBoard(this.doc.getMap(boardRoot).entries()).positions;
  }

  get order(): MeasureId[] {
    return ranking(this.positions, measures);
  }

  get sequence(): string {
    return orderOn(this.doc, measures);
  }

  move(item: BoardItem, place: number): void {
    moveOn(this, measures, item, place);
  }
}

describe('cut lines', () => {
  const lined = () => {
    const peer = new Peer();
    peer.move('line:decision', 3);
    peer.move('line:report', 5);
    return peer;
  };

  test('stand below so many measures, and only what is moved crosses one', () => {
    const peer = lined();
    expect(peer.sequence).toBe('M01 M02 M03 |decision M04 M05 |report M06 M07 M08 M09 M10');
    // Up to the place right above: now four are above the line, and none has left.
    peer.move(measure(4).id, 3);
    expect(peer.sequence).toBe('M01 M02 M04 M03 |decision M05 |report M06 M07 M08 M09 M10');
    // Down past it: none has come instead.
    peer.move(measure(3).id, 5);
    expect(peer.sequence).toBe('M01 M02 M04 |decision M05 M03 |report M06 M07 M08 M09 M10');
    peer.move(measure(10).id, 1);
    expect(peer.sequence).toBe('M10 M01 M02 M04 |decision M05 M03 |report M06 M07 M08 M09');
  });

  test('pass one measure at a time, and each other', () => {
    const peer = lined();
    peer.move('line:report', 4);
    peer.move('line:report', 3);
    expect(peer.sequence).toContain('M03 |decision |report M04');
    peer.move('line:report', 2);
    expect(peer.sequence).toContain('M02 |report M03 |decision M04');
    peer.move('line:report', 3);
    expect(peer.sequence).toContain('M03 |report |decision M04');
    peer.move('line:budget', 3);
    expect(peer.sequence).toContain('M03 |report |decision |budget M04');
    peer.move('line:decision', 99);
    expect(peer.sequence.endsWith('M10 |decision')).toBe(true);
  });

  test('are no places: the order of the measures is the same with and without them', () => {
    const peer = lined();
    expect(peer.order).toEqual(measures.map(({ id }) => id));
    expect(moveTo(peer.positions, measures, measure(4).id, 4)).toEqual([]);
    expect(moveTo(peer.positions, measures, 'line:decision', 3)).toEqual([]);
  });

  test('stay where they are when there is no room any more and all positions are spread anew', () => {
    const peer = lined();
    for (let swap = 0; swap < 1_000; swap += 1) peer.move(peer.order[4]!, 4);
    expect(peer.sequence).toMatch(/^M01 M02 M03 \|decision M0[45] M0[45] \|report M06/);
    expect([...peer.positions.values()].every((position) => v.is(BoardValue, position))).toBe(true);
  });

  test('come in three kinds, and what holds no position is not drawn', () => {
    expect(['line:decision', 'line:report', 'line:budget'].every((name) => boardEntryName.test(name))).toBe(true);
    expect(['line:store', 'line:', 'line:decision2', ' line:report'].some((name) => boardEntryName.test(name))).toBe(
      false,
    );
    const { positions } = readBoard([
      ['line:decision', null],
      ['line:report', [1, 2]],
      ['line:store', 'V'],
      ['line:budget', 'L'],
    ]);
    expect([...positions]).toEqual([['line:budget', 'L']]);
  });

  test('that two people move at the same time end at one of the two places, for both', () => {
    const start = Y.encodeStateAsUpdate(lined().doc);
    const [here, there] = [new Peer(start), new Peer(start)];
    here.move('line:decision', 2);
    there.move('line:decision', 7);
    there.move(measure(9).id, 1);
    const news = [here, there].map(({ doc }) => Y.encodeStateAsUpdate(doc));
    for (const { doc } of [here, there]) for (const update of news) Y.applyUpdate(doc, update);
    expect(here.sequence).toBe(there.sequence);
    expect(here.sequence).toMatch(/^M09 M01 M02 (\|decision M03|M03)/);
  });
});

describe('what a line cuts off', () => {
  const ids = measures.map(({ id }) => id);
  const bands = bandsIn([ids[0]!, ids[1]!, 'line:decision', 'line:report', ids[2]!, 'line:budget', ids[3]!]);

  test('is what stands between it and the line above', () => {
    expect(bands).toEqual([
      { line: 'line:decision', measures: [ids[0], ids[1]], above: 2 },
      { line: 'line:report', measures: [], above: 2 },
      { line: 'line:budget', measures: [ids[2]], above: 3 },
    ]);
    expect([0, 2, 3].map((place) => lineBelow(bands, ids[place]!))).toEqual(['line:decision', 'line:budget', null]);
  });

  test('is summed up, once and a year apart; unknown costs are counted and never taken for nothing', () => {
    const cost = (costOnce: number | null, costYearly: number | null) => ({ costOnce, costYearly });
    expect(costOf([cost(null, 65_000), cost(18_000, 2_000), cost(null, null)])).toEqual({
      ...cost(18_000, 67_000),
      open: 1,
    });
    expect(costOf([cost(0, null)])).toEqual({ ...cost(0, null), open: 0 });
    expect(costOf([cost(null, null)])).toEqual({ ...cost(null, null), open: 1 });
  });
});

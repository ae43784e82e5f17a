import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import * as Y from 'yjs';
import { MeasureId } from '#domain/ids.ts';
import {
  boardRoot,
  type BoardItem,
  BoardValue,
  boardEntryName,
  fieldEntry,
  firstPositions,
  inField,
  moveTo,
  type Orderable,
  orderEntry,
  positionEntry,
  ranking,
  readBoard,
} from '#domain/prioritisation/board.ts';
import { between, tagOf } from '#domain/prioritisation/position.ts';
import { type Random, randomFrom } from '../support/random.ts';

const measure = (number: number): Orderable => ({
  id: v.parse(MeasureId, `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`),
  key: `M${String(number).padStart(2, '0')}`,
});
const measures = Array.from({ length: 10 }, (_, index) => measure(index + 1));
const keysOf = (order: readonly MeasureId[], known = measures) =>
  order.map((id) => known.find((each) => each.id === id)?.key).join(' ');
const byKey = 'M01 M02 M03 M04 M05 M06 M07 M08 M09 M10';

/** One person's copy of a board. */
class Peer {
  readonly doc = new Y.Doc();

  constructor(seed: Uint8Array, clientId: number) {
    this.doc.clientID = clientId;
    Y.applyUpdate(this.doc, seed);
  }

  get order(): MeasureId[] {
    return ranking(this.positions, measures);
  }

  get positions() {
    return readBoard(this.#map.entries()).positions;
  }

  move(item: MeasureId, place: number): void {
    this.doc.transact(() => {
      for (const [each, position] of moveTo(this.positions, measures, item, place))
        this.#map.set(positionEntry(each), position);
    });
  }

  get #map(): Y.Map<unknown> {
    return this.doc.getMap(boardRoot);
  }
}

function seed(): Uint8Array {
  const doc = new Y.Doc();
  for (const [id, position] of firstPositions(measures)) doc.getMap(boardRoot).set(orderEntry(id), position);
  return Y.encodeStateAsUpdate(doc);
}

describe('the order', () => {
  test('begins by key, and a move puts the measure exactly where it was told to go', () => {
    const peer = new Peer(seed(), 1);
    expect(keysOf(peer.order)).toBe(byKey);
    peer.move(measure(8).id, 2);
    expect(keysOf(peer.order)).toBe('M01 M08 M02 M03 M04 M05 M06 M07 M09 M10');
    peer.move(measure(1).id, 10);
    expect(peer.order.at(-1)).toBe(measure(1).id);
    peer.move(measure(5).id, -3);
    expect(peer.order[0]).toBe(measure(5).id);
  });

  test('lists what was added to the round later at the end, also after somebody moved another one to the end', () => {
    const positions = new Map<BoardItem, string>(firstPositions(measures));
    const more = [...measures, { ...measure(12), key: 'L7' }, measure(11)];
    expect(keysOf(ranking(positions, more).slice(-2), more)).toBe('L7 M11');
    for (const [id, position] of moveTo(positions, more, measure(3).id, 12)) positions.set(id, position);
    for (const [id, position] of moveTo(positions, more, measure(4).id, 12)) positions.set(id, position);
    expect(keysOf(ranking(positions, [...more, measure(13)]).slice(-5), [...more, measure(13)])).toBe(
      'L7 M11 M03 M04 M13',
    );
  });

  test('ignores what is no position, and lists every measure once whatever the entries say', () => {
    const { positions, points } = readBoard([
      [orderEntry(measure(1).id), 'ends in 0'],
      [orderEntry(measure(2).id), 7],
      ['order:nobody', 'V'],
      [orderEntry(measure(99).id), 'A'],
      [fieldEntry(measure(3).id), [1, 9]],
      [fieldEntry(measure(4).id), [4.25, 2]],
    ]);
    expect(keysOf(ranking(positions, measures))).toBe(byKey);
    expect([...points]).toEqual([[measure(4).id, { effect: 4.25, effort: 2 }]]);
  });

  test('finds room between equal positions and after a thousand swaps in one gap, within what an entry may hold', () => {
    const peer = new Peer(seed(), 1);
    const equal = new Map<BoardItem, string>(measures.map(({ id }) => [id, 'KV']));
    for (const [id, position] of moveTo(equal, measures, measure(9).id, 4)) equal.set(id, position);
    expect(keysOf(ranking(equal, measures))).toBe('M01 M02 M03 M09 M04 M05 M06 M07 M08 M10');
    for (let swap = 0; swap < 1_000; swap += 1) {
      const second = peer.order[4]!;
      peer.move(second, 4);
      expect(peer.order[3]).toBe(second);
    }
    expect([...peer.positions.values()].every((position) => v.is(BoardValue, position))).toBe(true);
    expect(peer.positions.size).toBe(10);
  });
});

describe('positions', () => {
  test('lie strictly between their neighbours, whatever these are', () => {
    const random = randomFrom(7);
    let all = ['V'];
    for (let turn = 0; turn < 3_000; turn += 1) {
      const at = random.below(all.length + 1);
      const [lower = null, upper = null] = [all[at - 1], all[at]];
      const made = between(lower, upper, tagOf(String(turn)))!;
      expect(lower === null || lower < made, `${lower} < ${made}`).toBe(true);
      expect(upper === null || made < upper, `${made} < ${upper}`).toBe(true);
      all = all.toSpliced(at, 0, made);
    }
    expect(all.every((position) => v.is(BoardValue, position))).toBe(true);
  });

  test('differ where two people put different measures into the same gap at the same time', () => {
    const made = measures.map(({ id }) => between('A', 'B', tagOf(id)));
    expect(new Set(made).size).toBe(10);
  });
});

describe('the field', () => {
  test('takes points from 1 to 5 in quarters and nothing else', () => {
    expect(inField({ effect: 9, effort: 2.6 })).toEqual({ effect: 5, effort: 2.5 });
    expect(
      [
        [1, 5],
        [2.25, 3],
      ].every((value) => v.is(BoardValue, value)),
    ).toBe(true);
    expect(
      [[1], [1, 5.25], [1.1, 2], ['1', 2], [1, 2, 3], {}, true, 'x'.repeat(200)].some((value) =>
        v.is(BoardValue, value),
      ),
    ).toBe(false);
    expect([orderEntry(measure(1).id), fieldEntry(measure(1).id)].every((name) => boardEntryName.test(name))).toBe(
      true,
    );
  });
});

describe('moves at the same time', () => {
  test('of different measures both hold; of the same measure one of the two holds for all', () => {
    const start = seed();
    const [here, there] = [new Peer(start, 1), new Peer(start, 2)];
    here.move(measure(9).id, 1);
    there.move(measure(2).id, 10);
    here.move(measure(5).id, 3);
    there.move(measure(5).id, 8);
    const news = [here, there].map(({ doc }) => Y.encodeStateAsUpdate(doc));
    for (const { doc } of [here, there]) for (const update of news) Y.applyUpdate(doc, update);
    expect(keysOf(here.order)).toBe(keysOf(there.order));
    expect(here.order[0]).toBe(measure(9).id);
    expect(here.order.at(-1)).toBe(measure(2).id);
    expect(['M09 M01 M05 M03', 'M09 M01 M03 M04'].some((start) => keysOf(here.order).startsWith(start))).toBe(true);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'leave all with one order that holds every measure once, over a bad line (seed %i)',
    (number) => {
      const random = randomFrom(number);
      const start = seed();
      const peers = [1, 2, 3, 4].map((id) => new Peer(start, id));
      const letters: { to: Peer; update: Uint8Array }[] = [];
      for (const peer of peers)
        peer.doc.on('update', (update: Uint8Array, origin: unknown) => {
          if (origin === 'line') return;
          for (const to of peers) if (to !== peer) letters.push({ to, update });
        });
      for (let turn = 0; turn < 400; turn += 1) {
        random.pick(peers).move(random.pick(measures).id, 1 + random.below(10));
        deliver(letters, random);
      }
      // Who comes back is brought up to date with what was lost.
      for (const from of peers)
        for (const to of peers)
          Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), 'line');
      const orders = peers.map(({ order }) => keysOf(order));
      expect(new Set(orders).size).toBe(1);
      expect(orders[0]!.split(' ').toSorted().join(' ')).toBe(byKey);
      const sequence = peers[0]!.order[0]!;
      peers[3]!.move(sequence, 10);
      expect(peers[3]!.order.at(-1)).toBe(sequence);
    },
  );
});

/** Some of what is under way arrives, in any order, some of it twice, some never. */
function deliver(letters: { to: Peer; update: Uint8Array }[], random: Random): void {
  while (letters.length > 0 && random.chance(0.6)) {
    const [letter] = letters.splice(random.below(letters.length), 1);
    if (letter === undefined || random.chance(0.2)) continue;
    Y.applyUpdate(letter.to.doc, letter.update, 'line');
    if (random.chance(0.2)) letters.push(letter);
  }
}

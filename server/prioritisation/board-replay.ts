import * as Y from 'yjs';
import type { MeasureId, PersonId } from '#domain/ids.ts';
import {
  boardRoot,
  type Orderable,
  orderEntry,
  type Positions,
  ranking,
  readBoard,
} from '#domain/prioritisation/board.ts';
import { type BoardMove, movesIn } from '#domain/prioritisation/board-history.ts';
import { readBatch } from '../documents/store.ts';

/** A move with its number in the document's log, which names it for ever. */
export type NumberedMove = BoardMove & { readonly seq: number; readonly number: number };

/** What was stored at once of a board. */
export type LoggedBatch = { readonly seq: number; readonly bytes: Uint8Array; readonly at: Date };

/** What the log itself does not say: which measures people saw on the board at an instant, and whose client ids there are. */
export type AroundLog = {
  readonly shownAt: (at: Date) => readonly Orderable[];
  readonly owners: ReadonlyMap<number, PersonId | null>;
};

/** The name of a move, from its batch's number and its own within it. */
export const moveId = (seq: number, number: number): string => `${seq}.${number}`;

/** A board as its log makes it, batch by batch: each stored update is applied, and the order compared. */
export class BoardReplay {
  readonly #doc = new Y.Doc({ guid: 'history' });
  #seq: number;
  #positions: Positions;

  /** Begins after the batch `seq`; `base` is the board at that moment, null for an empty one. */
  constructor(base: Uint8Array | null, seq: number) {
    if (base !== null) Y.applyUpdate(this.#doc, base);
    this.#seq = seq;
    this.#positions = this.#read();
  }

  /** The number of the last batch that is in it. */
  get seq(): number {
    return this.#seq;
  }

  /** Goes on by these batches, in their order, and answers what they moved. What it has already is left out. */
  take(batches: readonly LoggedBatch[], around: AroundLog): NumberedMove[] {
    return batches.flatMap(({ seq, bytes, at }) => {
      if (seq <= this.#seq) return [];
      this.#seq = seq;
      const shown = around.shownAt(at);
      const moves = readBatch(bytes).flatMap((update) => this.#apply(update, shown, around.owners));
      return moves.map((move, index) => {
        const number = index + 1;
        return { ...move, id: moveId(seq, number), seq, number, at: at.toISOString() };
      });
    });
  }

  #apply(update: Uint8Array, measures: readonly Orderable[], owners: AroundLog['owners']) {
    const board = this.#doc.getMap(boardRoot);
    const writing = (id: MeasureId) => board._map.get(orderEntry(id));
    const had = new Map(measures.map(({ id }) => [id, writing(id)]));
    const before = ranking(this.#positions, measures);
    Y.applyUpdate(this.#doc, update);
    this.#positions = this.#read();
    const written = measures
      .flatMap(({ id }) => {
        const item = writing(id);
        return item === undefined || item === had.get(id) ? [] : [{ id, ...item.id }];
      })
      .toSorted((a, b) => a.clock - b.clock);
    return movesIn({
      changed: written.map(({ id }) => id),
      before,
      after: ranking(this.#positions, measures),
    }).map((move) => {
      const author = written.find(({ id }) => id === move.measureId)?.client ?? 0;
      return { ...move, by: owners.get(author) ?? null };
    });
  }

  #read(): Positions {
    return readBoard(this.#doc.getMap(boardRoot).entries()).positions;
  }
}

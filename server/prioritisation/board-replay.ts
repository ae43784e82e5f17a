import * as Y from 'yjs';
import type { PersonId } from '#domain/ids.ts';
import {
  boardRoot,
  type BoardState,
  cutLines,
  fieldEntry,
  type Orderable,
  orderEntry,
  readBoard,
} from '#domain/prioritisation/board.ts';
import { type BoardMove, entryOf, movesIn } from '#domain/prioritisation/board-history.ts';
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

/** The number of the batch with which a document is created. */
const begun = 1;

/** The name of a move, from its batch's number and its own within it. */
export const moveId = (seq: number, number: number): string => `${seq}.${number}`;

/** A board as its log makes it, batch by batch: each stored update is applied, and what it says compared. */
export class BoardReplay {
  readonly #doc = new Y.Doc({ guid: 'history' });
  #seq: number;
  #state: BoardState;

  /** Begins after the batch `seq`; `base` is the board at that moment, null for an empty one. */
  constructor(base: Uint8Array | null, seq: number) {
    if (base !== null) Y.applyUpdate(this.#doc, base);
    this.#seq = seq;
    this.#state = this.#read();
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
      // What a board begins with was moved by nobody.
      if (seq === begun) return [];
      return moves.map((move, index) => {
        const number = index + 1;
        return { ...move, id: moveId(seq, number), seq, number, at: at.toISOString() };
      });
    });
  }

  #apply(update: Uint8Array, measures: readonly Orderable[], owners: AroundLog['owners']) {
    const names = [...measures.flatMap(({ id }) => [orderEntry(id), fieldEntry(id)]), ...cutLines];
    const had = new Map(names.map((name) => [name, this.#stamp(name)]));
    const before = this.#state;
    Y.applyUpdate(this.#doc, update);
    this.#state = this.#read();
    const written = names
      .filter((name) => this.#stamp(name) !== had.get(name))
      .toSorted((a, b) => (this.#entry(a)?.id.clock ?? 0) - (this.#entry(b)?.id.clock ?? 0));
    return movesIn({ written, before, after: this.#state, measures }).map((what) => {
      const item = this.#entry(entryOf(what));
      // Of what was only deleted, which the page never does, nobody knows by whom.
      const author = item === undefined || item.deleted ? undefined : item.id.client;
      return { what, by: owners.get(author ?? 0) ?? null };
    });
  }

  /** Another one whenever the entry was written or deleted. */
  #stamp(name: string): string | null {
    const item = this.#entry(name);
    return item === undefined ? null : `${item.id.client}.${item.id.clock}.${item.deleted}`;
  }

  #entry(name: string): Y.Item | undefined {
    return this.#doc.getMap(boardRoot)._map.get(name);
  }

  #read(): BoardState {
    return readBoard(this.#doc.getMap(boardRoot).entries());
  }
}

import * as v from 'valibot';
import type * as Y from 'yjs';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { MeasureId } from '#domain/ids.ts';
import { orderEntry } from '#domain/prioritisation/board.ts';
import { movesIn } from '#domain/prioritisation/board-history.ts';
import type { LiveDocument } from '#lib/live/document.svelte.ts';
import type { OtherPerson } from '#lib/live/other-people.ts';

/** Somebody else has moved a measure, places from 1. */
export type RemoteMove = {
  readonly measureId: MeasureId;
  readonly from: number;
  readonly to: number;
  readonly by: OtherPerson;
};

/** What a row says of somebody else: moves it now, or has just moved it. */
export type RowMark = { readonly by: OtherPerson; readonly move: RemoteMove | null };

type Unnamed = Omit<RemoteMove, 'by'> & { readonly clientId: number };

/** So many moves wait for the name of their mover: who left at once is never heard of. */
const mostUnnamed = 20;
/** So long a move stays visible at its row, in milliseconds. */
const shownFor = 8_000;

/**
 * Who moves what. The name is never taken from the board: an entry says which window wrote it, the server lets nobody
 * write for another's window and says in the presence whose it is.
 */
export class BoardWatch {
  readonly #moved = new SvelteMap<MeasureId, RemoteMove>();
  readonly #timers = new SvelteSet<ReturnType<typeof setTimeout>>();
  readonly #onMoved: (move: RemoteMove) => void;
  #live: LiveDocument | null = null;
  #unnamed: Unnamed[] = [];
  #moving = $state.raw<ReadonlyMap<MeasureId, OtherPerson>>(new SvelteMap());

  /** `onMoved` is told what somebody else has moved, and who. */
  constructor(onMoved: (move: RemoteMove) => void) {
    this.#onMoved = onMoved;
  }

  /** Listens to who of the others moves something. */
  follow(live: LiveDocument): void {
    this.#live = live;
    live.awareness.on('change', () => {
      this.#moving = movingIn(live);
      this.#name();
    });
  }

  /** What there is to show at a measure's row. */
  markOf(id: MeasureId): RowMark | null {
    const moving = this.#moving.get(id);
    if (moving !== undefined) return { by: moving, move: null };
    const move = this.#moved.get(id);
    return move === undefined ? null : { by: move.by, move };
  }

  /** Tells the others which measure one has in hand; null for none. */
  tell(id: MeasureId | null): void {
    this.#live?.awareness.setLocalStateField('moving', id);
  }

  /** An event of the board's map: the moves of others in it are shown for a moment, and told to `onMoved`. */
  look(event: Y.YMapEvent<unknown>, before: readonly MeasureId[], after: readonly MeasureId[]): void {
    const changed = after.filter((id) => event.keysChanged.has(orderEntry(id)));
    for (const move of movesIn({ changed, before, after })) {
      const clientId = event.target._map.get(orderEntry(move.measureId))?.id.client;
      if (clientId !== undefined) this.#unnamed.push({ ...move, clientId });
    }
    this.#name();
  }

  /** Forgets everything. */
  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#live = null;
  }

  /** Who has only just come may be heard of a moment after the first move. */
  #name(): void {
    const people = this.#live?.people ?? [];
    this.#unnamed = this.#unnamed.slice(-mostUnnamed).filter(({ clientId, ...move }) => {
      const by = people.find((person) => person.clientId === clientId);
      if (by !== undefined) this.#onMoved(this.#show({ ...move, by }));
      return by === undefined;
    });
  }

  #show(move: RemoteMove): RemoteMove {
    this.#moved.set(move.measureId, move);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#moved.get(move.measureId) === move) this.#moved.delete(move.measureId);
    }, shownFor);
    this.#timers.add(timer);
    return move;
  }
}

function movingIn(live: LiveDocument): ReadonlyMap<MeasureId, OtherPerson> {
  const states = live.awareness.getStates();
  return new SvelteMap(
    live.people.flatMap((person): [MeasureId, OtherPerson][] => {
      const id = v.safeParse(MeasureId, states.get(person.clientId)?.moving);
      return id.success ? [[id.output, person]] : [];
    }),
  );
}

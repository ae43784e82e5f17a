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

/** So long a move stays visible at its row, in milliseconds. */
const shownFor = 8_000;

/**
 * Who moves what. The name is never taken from the board: an entry says which window wrote it, the server lets nobody
 * write for another's window and says in the presence whose it is.
 */
export class BoardWatch {
  readonly #moved = new SvelteMap<MeasureId, RemoteMove>();
  readonly #timers = new SvelteSet<ReturnType<typeof setTimeout>>();
  #live: LiveDocument | null = null;
  #moving = $state.raw<ReadonlyMap<MeasureId, OtherPerson>>(new SvelteMap());

  /** Listens to who of the others moves something. */
  follow(live: LiveDocument): void {
    this.#live = live;
    live.awareness.on('change', () => (this.#moving = movingIn(live)));
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

  /** Which moves of others an event of the board's map holds; each is shown for a moment. */
  look(event: Y.YMapEvent<unknown>, before: readonly MeasureId[], after: readonly MeasureId[]): RemoteMove[] {
    const changed = after.filter((id) => event.keysChanged.has(orderEntry(id)));
    return movesIn({ changed, before, after }).flatMap((move) => {
      const by = this.#writerOf(event, move.measureId);
      return by === undefined ? [] : [this.#show({ ...move, by })];
    });
  }

  /** Forgets everything. */
  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#live = null;
  }

  #writerOf(event: Y.YMapEvent<unknown>, id: MeasureId): OtherPerson | undefined {
    const clientId = event.target._map.get(orderEntry(id))?.id.client;
    return this.#live?.people.find((person) => person.clientId === clientId);
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

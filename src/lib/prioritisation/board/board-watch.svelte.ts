import * as v from 'valibot';
import type * as Y from 'yjs';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { boardEntryName } from '#domain/prioritisation/board.ts';
import { type BoardChange, entryOf, type Moved, movesIn } from '#domain/prioritisation/board-history.ts';
import type { LiveDocument } from '#lib/live/document.svelte.ts';
import type { OtherPerson } from '#lib/live/other-people.ts';

/** Somebody else has moved something. */
export type RemoteMove = { readonly what: Moved; readonly by: OtherPerson };

/** What there is to say of somebody else at a row or a point: moves it now, or has just moved it. */
export type Mark = { readonly by: OtherPerson; readonly what: Moved | null };

type Unnamed = { readonly what: Moved; readonly clientId: number };

const EntryName = v.pipe(v.string(), v.regex(boardEntryName));

/** So many moves wait for the name of their mover: who left at once is never heard of. */
const mostUnnamed = 20;
/** So long a move stays visible where it ended, in milliseconds. */
const shownFor = 8_000;

/**
 * Who moves what. The name is never taken from the board: an entry says which window wrote it, the server lets nobody
 * write for another's window and says in the presence whose it is.
 */
export class BoardWatch {
  readonly #moved = new SvelteMap<string, RemoteMove>();
  readonly #timers = new SvelteSet<ReturnType<typeof setTimeout>>();
  readonly #onMoved: (move: RemoteMove) => void;
  #live: LiveDocument | null = null;
  #unnamed: Unnamed[] = [];
  #moving = $state.raw<ReadonlyMap<string, OtherPerson>>(new SvelteMap());

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

  /** What there is to show of what an entry of the board places: a row or a line of the list, a point of the field. */
  markOf(entry: string): Mark | null {
    const by = this.#moving.get(entry);
    return by === undefined ? (this.#moved.get(entry) ?? null) : { by, what: null };
  }

  /** Tells the others what one has in hand, by its entry; null for nothing. */
  tell(entry: string | null): void {
    this.#live?.awareness.setLocalStateField('moving', entry);
  }

  /** An event of the board's map: the moves of others in it are shown for a moment, and told to `onMoved`. */
  look(event: Y.YMapEvent<unknown>, change: Omit<BoardChange, 'written'>): void {
    for (const what of movesIn({ ...change, written: [...event.keysChanged] })) {
      const item = event.target._map.get(entryOf(what));
      if (item?.deleted === false) this.#unnamed.push({ what, clientId: item.id.client });
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
    this.#unnamed = this.#unnamed.slice(-mostUnnamed).filter(({ clientId, what }) => {
      const by = people.find((person) => person.clientId === clientId);
      if (by !== undefined) this.#onMoved(this.#show({ what, by }));
      return by === undefined;
    });
  }

  #show(move: RemoteMove): RemoteMove {
    const entry = entryOf(move.what);
    this.#moved.set(entry, move);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#moved.get(entry) === move) this.#moved.delete(entry);
    }, shownFor);
    this.#timers.add(timer);
    return move;
  }
}

function movingIn(live: LiveDocument): ReadonlyMap<string, OtherPerson> {
  const states = live.awareness.getStates();
  return new SvelteMap(
    live.people.flatMap((person): [string, OtherPerson][] => {
      const entry = v.safeParse(EntryName, states.get(person.clientId)?.moving);
      return entry.success ? [[entry.output, person]] : [];
    }),
  );
}

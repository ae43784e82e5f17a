import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { PersonId } from '#domain/ids.ts';

/** Who of the people in a session is connected now, and since when the others are not. */
export class Attendance {
  readonly #online = new SvelteSet<PersonId>();
  #lately = $state.raw<readonly PersonId[]>([]);
  readonly #leftAt = new SvelteMap<PersonId, number>();
  #known = $state(false);

  /** Whether the server has told yet who is connected. */
  get known(): boolean {
    return this.#known;
  }

  isOnline(personId: PersonId): boolean {
    return this.#online.has(personId);
  }

  /** Whether the person is connected, or was until so short a time ago that the server takes her for there. */
  isThere(personId: PersonId): boolean {
    return this.#online.has(personId) || this.#lately.includes(personId);
  }

  /** When the person was seen to leave, in milliseconds since 1970; undefined when that was before our time. */
  leftAt(personId: PersonId): number | undefined {
    return this.#leftAt.get(personId);
  }

  /** The server's word on who is connected, or was lately, at its time `now` in milliseconds since 1970. */
  tell(online: readonly PersonId[], lately: readonly PersonId[], now: number): void {
    this.#lately = lately;
    for (const personId of [...this.#online]) if (!online.includes(personId)) this.#leave(personId, now);
    for (const personId of online) {
      this.#online.add(personId);
      this.#leftAt.delete(personId);
    }
    this.#known = true;
  }

  #leave(personId: PersonId, now: number): void {
    this.#online.delete(personId);
    this.#leftAt.set(personId, now);
  }
}

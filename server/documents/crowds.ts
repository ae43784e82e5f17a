import * as Y from 'yjs';
import type { Struct } from './content.ts';

/** So many items may one client set at one place without going on from its own; nobody types like that. */
const mostAtOnePlace = 1_000;

/**
 * Yjs takes quadratic time where two clients have each set many items right behind the same one: a hundred kilobytes of
 * them hold everybody up for a minute who opens the document. Who types there honestly sees her own last item and goes on
 * from it or in front of it.
 */
export class Crowds {
  readonly #places = new Map<string, { last: number; count: number }>();

  /** Counts what an update adds; false where a place becomes too crowded. */
  admits(structs: readonly Struct[]): boolean {
    return structs.every((struct) => !(struct instanceof Y.Item) || this.#admitsItem(struct));
  }

  #admitsItem({ id: { client, clock }, origin, rightOrigin, parent, parentSub }: Y.Item): boolean {
    if (origin?.client === client && origin.clock === clock - 1) return true;
    // At the beginning of something the parent says where, or what was first there until now.
    const behind = origin ?? (parent instanceof Y.ID ? parent : rightOrigin);
    const key = `${client} ${origin === null} ${behind?.client ?? ''} ${behind?.clock ?? ''} ${parentSub ?? ''}`;
    const place = this.#places.get(key);
    if (place === undefined) {
      this.#places.set(key, { last: clock, count: 0 });
      return true;
    }
    const goesOn = rightOrigin?.client === client && rightOrigin.clock === place.last;
    place.last = clock;
    if (!goesOn) place.count += 1;
    return place.count < mostAtOnePlace;
  }
}

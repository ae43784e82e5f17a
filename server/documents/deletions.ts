import type * as Y from 'yjs';

type DeleteSet = ReturnType<typeof Y.decodeUpdate>['ds'];

/** What is deleted in a document: per client, stretches of clocks in order, none touching the next. */
export class Deletions {
  /** Start and end by turns; the end is the first clock that is not in it. */
  readonly #stretches = new Map<number, number[]>();

  /** Whether every stretch of `deleted` is in it already. */
  hasAll(deleted: DeleteSet): boolean {
    for (const [client, ranges] of deleted.clients)
      for (const { clock, len } of ranges) if (len > 0 && !this.#has(client, clock, clock + len)) return false;
    return true;
  }

  addAll(deleted: DeleteSet): void {
    for (const [client, ranges] of deleted.clients)
      for (const { clock, len } of ranges) if (len > 0) this.#add(client, clock, clock + len);
  }

  #has(client: number, from: number, to: number): boolean {
    const stretches = this.#stretches.get(client);
    if (stretches === undefined) return false;
    const at = firstEnding(stretches, to);
    return at < stretches.length && (stretches[at] ?? Infinity) <= from;
  }

  #add(client: number, from: number, to: number): void {
    const stretches = this.#stretches.get(client);
    if (stretches === undefined) return void this.#stretches.set(client, [from, to]);
    const first = firstEnding(stretches, from);
    let after = first;
    while (after < stretches.length && (stretches[after] ?? 0) <= to) after += 2;
    const start = after > first ? Math.min(from, stretches[first] ?? from) : from;
    const end = after > first ? Math.max(to, stretches[after - 1] ?? to) : to;
    stretches.splice(first, after - first, start, end);
  }
}

/** The place of the first stretch that ends at `clock` or later. */
function firstEnding(stretches: readonly number[], clock: number): number {
  let low = 0;
  let high = stretches.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle * 2 + 1] ?? 0) < clock) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}

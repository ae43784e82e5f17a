import type { PersonId } from '#domain/ids.ts';
import type { Struct } from './content.ts';
import type { Copy } from './copy.ts';

/**
 * Whose client ids are whose: the first who writes, or may write and shows up, under one keeps it. Nobody else may write under it, or
 * what its owner writes later would pass for known, and be called saved without being stored.
 */
export class Owners {
  readonly #owners: Map<number, PersonId | null>;
  readonly #stored: Set<number>;

  /** Begins with what is stored; `null` is the server itself. */
  constructor(stored: ReadonlyMap<number, PersonId | null>) {
    this.#owners = new Map(stored);
    this.#stored = new Set(stored.keys());
  }

  /** Takes a client id if it is free; answers whether it is this person's now. */
  claim(client: number, personId: PersonId): boolean {
    if (!this.isFree(client, personId)) return false;
    this.#owners.set(client, personId);
    return true;
  }

  /** Whether a client id is nobody else's. */
  isFree(client: number, personId: PersonId): boolean {
    const owner = this.#owners.get(client);
    return owner === undefined || owner === personId;
  }

  /** Claims all clients under which an update adds to the document; false where one of them is somebody else's. */
  admits(copy: Copy, structs: readonly Struct[], personId: PersonId): boolean {
    for (const { id, length } of structs)
      if (id.clock + length > copy.clockOf(id.client) && !this.claim(id.client, personId)) return false;
    return true;
  }

  /** The clients of an update that are not stored yet, with their person; from now on they count as stored. */
  unstored(structs: readonly Struct[]): [number, PersonId][] {
    const found: [number, PersonId][] = [];
    for (const { id } of structs) {
      if (this.#stored.has(id.client)) continue;
      const owner = this.#owners.get(id.client);
      if (owner === undefined || owner === null) continue;
      this.#stored.add(id.client);
      found.push([id.client, owner]);
    }
    return found;
  }
}

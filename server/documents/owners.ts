import * as Y from 'yjs';
import type { PersonId } from '#domain/ids.ts';
import type { Update } from './guard.ts';
import type { StoredEntry } from './store.ts';

/**
 * Whose client ids are whose: the first who writes or shows up under one keeps it. Nobody else may write under it, or
 * what its owner writes later would pass for known, and be called saved without being stored.
 */
export class Owners {
  readonly #owners = new Map<number, PersonId | null>();

  /** Learns from what is stored, in its order. Bytes that cannot be read tell nothing. */
  learn(updates: readonly StoredEntry[]): void {
    for (const { personId, bytes } of updates) for (const client of clientsOf(bytes)) this.claim(client, personId);
  }

  /** Takes a client id if it is free; answers whether it is this person's now. */
  claim(client: number, personId: PersonId | null): boolean {
    const owner = this.#owners.get(client);
    if (owner === undefined) this.#owners.set(client, personId);
    return owner === undefined || owner === personId;
  }

  /** Claims all clients under which an update adds to the document; false where one of them is somebody else's. */
  admits(doc: Y.Doc, { structs }: Update, personId: PersonId): boolean {
    return structs
      .filter(({ id, length }) => id.clock + length > Y.getState(doc.store, id.client))
      .every(({ id }) => this.claim(id.client, personId));
  }
}

function clientsOf(bytes: Uint8Array): number[] {
  try {
    return [...Y.parseUpdateMeta(bytes).from.keys()];
  } catch {
    return [];
  }
}

import * as Y from 'yjs';
import type { Update } from './guard.ts';

/** Elements may be nested this deep: what deletes or encodes them runs out of stack long after. */
const deepest = 32;

/**
 * A twin of a document that tries every update before it is stored: what makes it throw, wait or nest too deep must
 * never reach the database, because nobody could open the document again.
 */
export class Trial {
  readonly #base: Y.Doc;
  #doc: Y.Doc;
  #ahead: Uint8Array[] = [];

  /** Begins as a copy of `base`, which takes over what was tried as soon as it is stored. */
  constructor(base: Y.Doc) {
    this.#base = base;
    this.#doc = copyOf(base);
  }

  /** The document as it will be when everything that was taken is stored. */
  get doc(): Y.Doc {
    return this.#doc;
  }

  /** Takes an update over; false where it must not be stored, and then nothing of it stays. */
  take(bytes: Uint8Array, structs?: Update['structs']): boolean {
    const isSound = this.#holds(bytes, structs);
    if (isSound) this.#ahead.push(bytes);
    else this.#startAgain();
    return isSound;
  }

  /** What was taken is now in the base, too. */
  stored(): void {
    this.#ahead = [];
  }

  #holds(bytes: Uint8Array, structs: Update['structs'] | undefined): boolean {
    try {
      Y.applyUpdate(this.#doc, bytes);
      return (
        !waits(this.#doc) && (structs ?? Y.decodeUpdate(bytes).structs).every((each) => isShallow(this.#doc, each))
      );
    } catch {
      return false;
    }
  }

  #startAgain(): void {
    this.#doc.destroy();
    this.#doc = copyOf(this.#base);
    for (const bytes of this.#ahead) Y.applyUpdate(this.#doc, bytes);
  }
}

/**
 * Reads a document from its updates. One that cannot be taken is left out, and with it what builds on it, so that the
 * rest can still be opened; `leftOut` has their places, from 0.
 */
export function readDocument(updates: readonly Uint8Array[]): { doc: Y.Doc; leftOut: number[] } {
  const doc = readAtOnce(updates);
  if (doc !== null) return { doc, leftOut: [] };
  const trial = new Trial(new Y.Doc());
  const leftOut = updates.flatMap((bytes, place) => (trial.take(bytes) ? [] : [place]));
  return { doc: trial.doc, leftOut };
}

function readAtOnce(updates: readonly Uint8Array[]): Y.Doc | null {
  const doc = new Y.Doc();
  try {
    doc.transact(() => updates.forEach((bytes) => Y.applyUpdate(doc, bytes)));
    return waits(doc) ? null : doc;
  } catch {
    return null;
  }
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

function waits({ store }: Y.Doc): boolean {
  return store.pendingStructs !== null || store.pendingDs !== null;
}

function isShallow(doc: Y.Doc, { id, length }: Update['structs'][number]): boolean {
  const held: unknown = Y.getItem(doc.store, Y.createID(id.client, id.clock + length - 1));
  let depth = 0;
  for (let at = held; at instanceof Y.Item; depth += 1) {
    if (depth === deepest) return false;
    at = at.parent instanceof Y.AbstractType ? at.parent._item : null;
  }
  return true;
}

import * as Y from 'yjs';
import { type Struct } from './content.ts';
import { Crowds } from './crowds.ts';
import { Deletions } from './deletions.ts';
import { updateFrame, type Wire } from './frames.ts';
import type { Update } from './guard.ts';
import type { Snapshot } from './snapshot.ts';
import type { StoredDocument } from './store.ts';

/** A stored update, ready to be sent. */
export type Entry = {
  readonly frame: Wire;
  readonly bytes: Uint8Array;
  /** Whose structs it holds and up to which clock, where it holds nothing but structs of one client. */
  readonly reach: { readonly client: number; readonly end: number } | null;
};

/** What an update would do to a document. */
export type Verdict = 'new' | 'known' | 'gap' | 'malformed';

/** Elements may be nested this deep: what deletes or encodes them runs out of stack long after. */
const deepest = 32;
/** Beyond so many updates that were not applied to it, the working copy is cheaper to build anew than to keep. */
const mostBehind = 5_000;

/**
 * What the server knows of a document: the stored bytes, as they are sent to who joins, and what is needed to judge the
 * next update, which runs ahead of what is stored. Typing needs no Y.Doc; new elements and whatever overlaps with what is
 * known are tried on one, because nobody could open a document again that an update makes throw.
 */
export class Copy {
  readonly epoch: number;
  readonly #clocks: Map<number, number>;
  readonly #deletions = new Deletions();
  #base: Snapshot;
  #baseFrame: Wire | null = null;
  #deletionsFrame: Wire | null = null;
  #baseVector: Map<number, number>;
  #tail: Entry[] = [];
  #tailBytes = 0;
  #ahead: Entry[] = [];
  #doc: Y.Doc | null = null;
  #unapplied: Uint8Array[] = [];
  readonly #crowds = new Crowds();

  constructor({ epoch, snapshot, updates }: StoredDocument, onBad: (place: number) => void) {
    this.epoch = epoch;
    this.#base = snapshot;
    this.#baseVector = Y.decodeStateVector(snapshot.stateVector);
    this.#clocks = new Map(this.#baseVector);
    this.#deletions.addAll(Y.decodeUpdate(snapshot.deletions).ds);
    updates.forEach((bytes, place) => {
      if (!this.#restore(bytes)) onBad(place);
    });
  }

  /** Bytes of everything that is stored. */
  get size(): number {
    return this.#base.bytes.length + this.#tailBytes;
  }

  /** How far what is stored beyond the base has grown. */
  get tail(): { readonly updates: number; readonly bytes: number } {
    return { updates: this.#tail.length, bytes: this.#tailBytes };
  }

  get stateVector(): Uint8Array {
    return Y.encodeStateVector(this.#clocks);
  }

  /** What a client reached so far. */
  clockOf(client: number): number {
    return this.#clocks.get(client) ?? 0;
  }

  /** Judges an update; one that is 'new' is taken over, and has to be stored next. */
  consider(update: Update, bytes: Uint8Array): Verdict {
    const order = orderOf(update, this.#clocks);
    if (order === 'gap') return 'gap';
    if ((order === 'known' || order === 'repeated') && this.#deletions.hasAll(update.ds)) return 'known';
    if (order === 'known') return this.#accept(update, bytes);
    if (!this.#crowds.admits(update.structs)) return 'malformed';
    const mustBeTried = order !== 'plain';
    if (mustBeTried && !this.#try(update.structs, bytes)) return 'malformed';
    return this.#accept(update, bytes, mustBeTried);
  }

  /** The oldest so many updates that were taken over are stored now. */
  stored(count: number): Entry[] {
    const stored = this.#ahead.splice(0, count);
    for (const entry of stored) this.#keep(entry);
    return stored;
  }

  /** What somebody with this state vector is missing of what is stored; the frames are shared by all who ask. */
  missingFrom(known: ReadonlyMap<number, number>): Wire[] {
    const lacks = ({ reach }: Entry) => reach === null || (known.get(reach.client) ?? 0) < reach.end;
    return [...this.#baseFor(known), ...this.#tail.filter(lacks).map(({ frame }) => frame)];
  }

  /** What a compaction works on: all that is stored, and how to put its outcome in the place of it. */
  forCompaction(): { readonly updates: Uint8Array[]; readonly replace: (base: Snapshot) => void } {
    const count = this.#tail.length;
    return {
      updates: [this.#base.bytes, ...this.#tail.map(({ bytes }) => bytes)],
      replace: (base) => this.#rebase(base, count),
    };
  }

  #rebase(base: Snapshot, count: number): void {
    this.#base = base;
    this.#baseVector = Y.decodeStateVector(base.stateVector);
    this.#baseFrame = null;
    this.#deletionsFrame = null;
    this.#tail = this.#tail.slice(count);
    this.#tailBytes = this.#tail.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.#forgetDoc();
  }

  #baseFor(known: ReadonlyMap<number, number>): Wire[] {
    const { bytes, deletions } = this.#base;
    if (bytes.length <= 2) return [];
    if (known.size === 0) return [(this.#baseFrame ??= updateFrame(bytes))];
    for (const [client, clock] of this.#baseVector)
      if ((known.get(client) ?? 0) < clock)
        return [updateFrame(Y.diffUpdate(bytes, Y.encodeStateVector(new Map(known))))];
    return [(this.#deletionsFrame ??= updateFrame(deletions))];
  }

  #restore(bytes: Uint8Array): boolean {
    try {
      const update = Y.decodeUpdate(bytes);
      const order = orderOf(update, this.#clocks);
      const mustBeTried = order === 'tangled' || order === 'repeated';
      if (order === 'gap' || (mustBeTried && !this.#try(update.structs, bytes))) return false;
      this.#accept(update, bytes, mustBeTried);
      this.stored(1);
      return true;
    } catch {
      return false;
    }
  }

  #accept({ structs, ds }: Update, bytes: Uint8Array, isApplied = false): 'new' {
    for (const { id, length } of structs) {
      const end = id.clock + length;
      if (end > this.clockOf(id.client)) this.#clocks.set(id.client, end);
    }
    this.#deletions.addAll(ds);
    const frame = updateFrame(bytes);
    // What came in stays in memory no longer than it is looked at: it may be a small part of a large buffer.
    const kept = frame.subarray(frame.length - bytes.length);
    this.#ahead.push({ frame, bytes: kept, reach: reachOf(structs, ds.clients.size > 0) });
    if (this.#doc !== null && !isApplied && this.#unapplied.push(kept) > mostBehind) this.#forgetDoc();
    return 'new';
  }

  #keep(entry: Entry): void {
    this.#tail.push(entry);
    this.#tailBytes += entry.bytes.length;
  }

  /** Tries an update on a working copy of everything before it. */
  #try(structs: readonly Struct[], bytes: Uint8Array): boolean {
    try {
      const doc = this.#working();
      Y.applyUpdate(doc, bytes);
      const { pendingStructs, pendingDs } = doc.store;
      if (pendingStructs === null && pendingDs === null && structs.every((struct) => isShallow(doc, struct)))
        return true;
    } catch {
      // What throws here would throw at everybody's: it is refused below like what waits or nests too deep.
    }
    this.#forgetDoc();
    return false;
  }

  #working(): Y.Doc {
    const behind =
      this.#doc === null
        ? [this.#base.bytes, ...[...this.#tail, ...this.#ahead].map(({ bytes }) => bytes)]
        : this.#unapplied;
    const doc = (this.#doc ??= new Y.Doc({ guid: 'working-copy' }));
    this.#unapplied = [];
    if (behind.length > 0) doc.transact(() => behind.forEach((bytes) => Y.applyUpdate(doc, bytes)));
    return doc;
  }

  #forgetDoc(): void {
    this.#doc?.destroy();
    this.#doc = null;
    this.#unapplied = [];
  }
}

/**
 * How an update stands to what is known: 'gap' where it builds on something missing, 'known' where it holds no structs,
 * 'plain' where each struct goes on exactly where its client stopped and refers only to what came before it,
 * 'tangled' where only trying it out can tell, 'repeated' the same of one whose structs are all known by their number. Yjs
 * looks where a struct belongs before it sees that it has it: one with another content than the known one makes it throw.
 */
function orderOf(
  { structs, ds }: Update,
  clocks: ReadonlyMap<number, number>,
): 'gap' | 'known' | 'plain' | 'tangled' | 'repeated' {
  const reached = new Map<number, number>();
  const known = (client: number) => reached.get(client) ?? clocks.get(client) ?? 0;
  let adds = false;
  let isPlain = true;
  for (const struct of structs) {
    const { client, clock } = struct.id;
    const before = known(client);
    if (struct instanceof Y.Skip || clock > before) return 'gap';
    const end = clock + struct.length;
    adds ||= end > before;
    isPlain &&= clock === before && isPlainStruct(struct, known);
    reached.set(client, Math.max(end, before));
  }
  if (!isPlain && !structs.every((struct) => refersToKnown(struct, known))) return 'gap';
  for (const [client, ranges] of ds.clients)
    for (const { clock, len } of ranges) if (clock + len > known(client)) return 'gap';
  if (structs.length === 0) return 'known';
  return adds ? (isPlain ? 'plain' : 'tangled') : 'repeated';
}

function isPlainStruct(struct: Struct, known: (client: number) => number): boolean {
  if (!(struct instanceof Y.Item)) return true;
  return !(struct.content instanceof Y.ContentType) && refersToKnown(struct, known);
}

function refersToKnown(struct: Struct, known: (client: number) => number): boolean {
  if (!(struct instanceof Y.Item)) return true;
  const { origin, rightOrigin } = struct;
  const parent: unknown = struct.parent;
  return (
    (origin === null || origin.clock < known(origin.client)) &&
    (rightOrigin === null || rightOrigin.clock < known(rightOrigin.client)) &&
    (!(parent instanceof Y.ID) || parent.clock < known(parent.client))
  );
}

function reachOf(structs: readonly Struct[], deletes: boolean): Entry['reach'] {
  const last = structs.at(-1);
  if (deletes || last === undefined || structs[0]?.id.client !== last.id.client) return null;
  return { client: last.id.client, end: last.id.clock + last.length };
}

function isShallow(doc: Y.Doc, { id, length }: Struct): boolean {
  const held: unknown = Y.getItem(doc.store, Y.createID(id.client, id.clock + length - 1));
  let depth = 0;
  for (let at = held; at instanceof Y.Item; depth += 1) {
    if (depth === deepest) return false;
    at = at.parent instanceof Y.AbstractType ? at.parent._item : null;
  }
  return true;
}

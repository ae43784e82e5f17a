import * as Y from 'yjs';
import type { Closing } from '#domain/analysis/document.ts';
import type { DocumentId } from '#domain/ids.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../platform/log.ts';
import { bringsNothing, continues } from './continuity.ts';
import { updateFrame } from './frames.ts';
import type { Update } from './guard.ts';
import { Owners } from './owners.ts';
import { type Owner, Presence } from './presence.ts';
import { appendUpdates, loadUpdates } from './store.ts';
import { readDocument, Trial } from './trial.ts';

/** The most that goes into one statement, in bytes, unless a single update is larger. */
const largestBatch = 2 * 1024 * 1024;
/** So many windows may one person have on one document; a further one closes the oldest, which is likely dead. */
const mostWindows = 10;

/** A connection as its room sees it. */
export type Member = Owner & {
  /** Whether it has its copy of the document and so wants to hear what follows. */
  readonly follows: boolean;
  send(frame: Uint8Array): void;
  close(closing: Closing): void;
  /** This many more of its sync frames are stored. */
  acknowledge(frames: number): void;
  /** A frame of its builds on something that never came. The next step 2 that can be stored covers it. */
  refuseGap(kind: SyncKind): void;
  /** A step 2 can be stored. Answers how many refused frames before it are covered by it. */
  coverGaps(): number;
};

/** `step2` is all that a client has and the server had not, `update` is one change. */
export type SyncKind = 'step2' | 'update';
/** A sync frame on its way into the store. */
export type Contribution = {
  readonly member: Member;
  readonly kind: SyncKind;
  readonly bytes: Uint8Array;
  readonly update: Update;
};
type Sifted = { readonly contribution: Contribution; readonly isNew: boolean; readonly frames: number };

/**
 * One document that somebody has open. What comes in is stored first, then shown to the others, then acknowledged to
 * its author, in one order for all. When storing fails everybody is sent away and the room is never used again: the
 * next one starts from what the database has.
 */
export class Room {
  readonly presence: Presence;
  readonly loaded: Promise<void>;
  readonly #id: DocumentId;
  readonly #db: Database;
  readonly #log: Log;
  readonly #onEmpty: () => void;
  readonly #members = new Set<Member>();
  readonly #owners = new Owners();
  #doc = new Y.Doc();
  #trial: Trial | null = null;
  #waiting: Contribution[] = [];
  #storing: Promise<void> | null = null;
  #last = 0;
  #isOver = false;

  /** Starts to load at once. `onEmpty` is called once, when nobody is left and everything is stored, or storing failed. */
  constructor(id: DocumentId, db: Database, log: Log, onEmpty: () => void) {
    this.#id = id;
    this.#db = db;
    this.#log = log;
    this.#onEmpty = onEmpty;
    this.presence = new Presence((clientId, personId) => this.#owners.claim(clientId, personId));
    this.loaded = this.#load();
  }

  join(member: Member): void {
    const { personId } = member.person;
    const windows = [...this.#members].filter(({ person }) => person.personId === personId);
    if (windows.length >= mostWindows) windows[0]?.close('too-many-windows');
    this.#members.add(member);
  }

  leave(member: Member): void {
    if (!this.#members.delete(member)) return;
    const gone = this.presence.remove(member);
    if (gone !== null) this.relay(gone, member);
    this.#endWhenEmpty();
  }

  /** What a client with this state vector is missing. Only stored changes are in it. */
  missingFrom(stateVector: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc, stateVector);
  }

  get stateVector(): Uint8Array {
    return Y.encodeStateVector(this.#doc);
  }

  /** Sends a frame to everybody who follows but one. */
  relay(frame: Uint8Array, except: Member): void {
    for (const member of this.#members) if (member !== except && member.follows) member.send(frame);
  }

  /** Takes a contribution; it is stored together with the others that are waiting. */
  contribute(contribution: Contribution): void {
    if (this.#isOver) return;
    this.#waiting.push(contribution);
    this.#storing ??= this.#storeWaiting();
  }

  /** Resolves when everything that came in until now is stored, or the room is over. */
  async settled(): Promise<void> {
    await this.#storing;
  }

  async #load(): Promise<void> {
    try {
      const updates = await loadUpdates(this.#db, this.#id);
      this.#owners.learn(updates);
      const { doc, leftOut } = readDocument(updates.map(({ bytes }) => bytes));
      for (const place of leftOut) this.#log.error('document-update-skipped', { document: this.#id, seq: place + 1 });
      this.#doc = doc;
      this.#last = updates.length;
    } catch (error) {
      this.#fail('document-not-loaded', error);
    }
    this.#endWhenEmpty();
  }

  async #storeWaiting(): Promise<void> {
    // Whatever else arrives in this turn goes into the same statement.
    await new Promise(setImmediate);
    try {
      while (this.#waiting.length > 0 && !this.#isOver) await this.#storeBatch(this.#sift(this.#nextBatch()));
    } catch (error) {
      this.#fail('document-not-stored', error);
    }
    this.#storing = null;
    this.#endWhenEmpty();
  }

  #nextBatch(): Contribution[] {
    let bytes = 0;
    const tooMuch = this.#waiting.findIndex((each) => (bytes += each.bytes.length) > largestBatch);
    return this.#waiting.splice(0, tooMuch === -1 ? this.#waiting.length : Math.max(tooMuch, 1));
  }

  async #storeBatch(batch: readonly Sifted[]): Promise<void> {
    const news = batch.filter(({ isNew }) => isNew).map(({ contribution }) => contribution);
    const entries = news.map(({ member, bytes }) => ({ personId: member.person.personId, bytes }));
    if (entries.length > 0) await appendUpdates(this.#db, this.#id, this.#last + 1, entries);
    this.#last += entries.length;
    for (const { member, bytes } of news) {
      Y.applyUpdate(this.#doc, bytes);
      this.relay(updateFrame(bytes), member);
    }
    this.#trial?.stored();
    const frames = Map.groupBy(batch, ({ contribution }) => contribution.member);
    for (const [member, own] of frames) member.acknowledge(own.reduce((sum, each) => sum + each.frames, 0));
  }

  /** Leaves out what must not be stored, and marks what brings nothing: it is acknowledged, not stored. */
  #sift(batch: readonly Contribution[]): Sifted[] {
    const trial = (this.#trial ??= new Trial(this.#doc));
    return batch.flatMap((contribution) => {
      const { member, kind, bytes, update } = contribution;
      const refuse = (closing: Closing): Sifted[] => {
        member.close(closing);
        return [];
      };
      if (!this.#owners.admits(trial.doc, update, member.person.personId)) return refuse('foreign-client');
      if (!continues(trial.doc, update)) {
        member.refuseGap(kind);
        return [];
      }
      const isNew = !bringsNothing(trial.doc, update);
      if (isNew && !trial.take(bytes, update.structs)) return refuse('malformed');
      const covered = kind === 'step2' ? member.coverGaps() : 0;
      return [{ contribution, isNew, frames: 1 + covered }];
    });
  }

  #fail(code: string, error: unknown): void {
    this.#log.error(code, { document: this.#id, error });
    this.#end();
    for (const member of [...this.#members]) member.close('not-stored');
  }

  #endWhenEmpty(): void {
    if (this.#members.size === 0 && this.#storing === null) this.#end();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#waiting = [];
    this.#doc.destroy();
    this.#onEmpty();
  }
}

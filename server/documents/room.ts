import { type Closing, fullDocument } from '#domain/analysis/document.ts';
import type { PersonId } from '#domain/ids.ts';
import type { Log } from '../platform/log.ts';
import { compact } from './compaction.ts';
import type { ContentRules } from './content.ts';
import { Copy } from './copy.ts';
import { Delivery } from './delivery.ts';
import { step1, step2, type Wire } from './frames.ts';
import type { Update } from './guard.ts';
import type { Journal, Source } from './journal.ts';
import { Owners } from './owners.ts';
import type { Contribution, Member } from './member.ts';
import { Presence, type PresenceNews } from './presence.ts';
import type { Snapshot } from './snapshot.ts';
import type { Batch, DocumentRecord, StoredDocument } from './store.ts';

/** The most that goes into one row, in bytes, unless a single update is larger. */
const largestBatch = 2 * 1024 * 1024;

/**
 * Between two commits of a room, and so between two deliveries, pass so many milliseconds per member, at most 70. Who writes
 * alone or in a small group is heard at once; where a hall writes at the same time it takes a fraction of the work, on every
 * phone as well, and a letter is still on all screens within a tenth of a second.
 */
const pace = { perMember: 1.5, most: 70 };
/** Below so many bytes a tail costs less than compacting it. */
const smallestTail = 32 * 1024;
/** With so many updates a tail is compacted when the last person leaves. */
const tailToLeave = 100;
/** Who is sent away because storing failed goes within so many milliseconds. */
const longestExcuse = 1_500;

type Waiting = { readonly member: Member; readonly frames: number; readonly bytes: Uint8Array | null };

/** What a room stands on. `store` puts a snapshot in the place of the log. */
export type RoomGround = {
  readonly record: DocumentRecord;
  readonly stored: StoredDocument;
  readonly rules: ContentRules;
  readonly journal: Journal;
  readonly storeSnapshot: (snapshot: Snapshot) => Promise<void>;
  readonly log: Log;
  /** Called once, when nobody is left and everything is stored, or storing failed. */
  readonly onEnd: () => void;
};

/**
 * One document that somebody has open. What comes in is judged, stored, then shown to the others and acknowledged to its
 * author, in one order for all. When storing fails everybody is sent away and the room is never used again: the next one
 * starts from what the database has.
 */
export class Room implements Source {
  readonly presence: Presence;
  readonly record: DocumentRecord;
  readonly rules: ContentRules;
  readonly #ground: RoomGround;
  readonly #copy: Copy;
  readonly #owners: Owners;
  readonly #members = new Set<Member>();
  #waiting: Waiting[] = [];
  #underWay: Waiting[] = [];
  #clients = new Map<number, PersonId>();
  #lastSeq: number;
  #beganAt = -Infinity;
  #planned: NodeJS.Timeout | null = null;
  readonly #delivery: Delivery;
  #step1: Wire | null = null;
  /** How many contributions were taken in so far, how many of them are done with, and who waits until when. */
  #takenIn = 0;
  #doneWith = 0;
  #settled: { readonly at: number; readonly resolve: () => void }[] = [];
  #compacting: Promise<void> | null = null;
  #compactFrom = smallestTail;
  #holds = 0;
  #isOver = false;
  #isShut: boolean;

  constructor(ground: RoomGround) {
    this.#ground = ground;
    this.record = ground.record;
    this.rules = ground.rules;
    this.#isShut = ground.record.isShut;
    const { stored, log, record } = ground;
    this.#copy = new Copy(stored, (place) => log.error('document-update-skipped', { document: record.id, place }));
    this.#owners = new Owners(stored.owners);
    this.#lastSeq = stored.lastSeq;
    this.presence = new Presence((clientId, { person, mayWrite }) =>
      mayWrite ? this.#owners.claim(clientId, person.personId) : this.#owners.isFree(clientId, person.personId),
    );
    this.#delivery = new Delivery(this.#members, this.presence);
  }

  /** Bytes of the document as it is stored. */
  get size(): number {
    return this.#copy.size;
  }

  /** Whether nobody writes the document any more. */
  get isShut(): boolean {
    return this.#isShut;
  }

  /** From now on nobody writes the document, or those with the right to do so again; whoever has it open is told. */
  shut(isShut: boolean): void {
    if (isShut === this.#isShut) return;
    this.#isShut = isShut;
    for (const member of this.#members) member.tellAccess();
  }

  join(member: Member): void {
    const { personId } = member.person;
    let oldest: Member | undefined;
    let windows = 0;
    for (const other of this.#members) {
      if (other.person.personId !== personId) continue;
      oldest ??= other;
      windows += 1;
    }
    if (windows >= this.rules.windows) oldest?.close('too-many-windows');
    this.#members.add(member);
  }

  leave(member: Member): void {
    if (!this.#members.delete(member)) return;
    if (this.presence.remove(member)) this.#delivery.tellArrival();
    this.#endWhenEmpty();
  }

  /** Keeps the room for somebody who is about to join; false where it has ended. */
  hold(): boolean {
    if (!this.#isOver) this.#holds += 1;
    return !this.#isOver;
  }

  /** Whoever held the room has joined, or does not come after all. */
  letGo(): void {
    this.#holds -= 1;
    this.#endWhenEmpty();
  }

  /** Everything that is stored and this state vector lacks, in frames that all joiners share; step 2 is the last. */
  welcome(known: ReadonlyMap<number, number>): Wire[] {
    this.#delivery.catchUp();
    return [...this.#copy.missingFrom(known), step2];
  }

  /** The question for what the server lacks. */
  get question(): Wire {
    return (this.#step1 ??= step1(this.#copy.stateVector));
  }

  /** Takes a contribution; what is new in it is stored together with what else is waiting. */
  contribute({ member, kind, bytes, update }: Contribution): void {
    if (this.#isOver) return;
    if (update.structs.length > 0 && this.#copy.size >= fullDocument && !this.#isKnown(update))
      return member.close('full');
    if (!this.#owners.admits(this.#copy, update.structs, member.person.personId)) return member.close('foreign-client');
    const verdict = this.#copy.consider(update, bytes);
    if (verdict === 'gap') return member.refuseGap(kind);
    if (verdict === 'malformed') return member.close('malformed');
    const frames = 1 + (kind === 'step2' ? member.coverGaps() : 0);
    const isIdle = this.#waiting.length === 0 && this.#underWay.length === 0;
    if (verdict === 'known' && isIdle) return this.#delivery.acknowledgeKnown(member, frames);
    if (verdict === 'new') {
      this.#step1 = null;
      for (const [client, person] of this.#owners.unstored(update.structs)) this.#clients.set(client, person);
    }
    this.#takenIn += 1;
    this.#waiting.push({ member, frames, bytes: verdict === 'new' ? bytes : null });
    if (isIdle) this.#plan();
  }

  /** There is news of somebody's presence. */
  tellPresence(news: PresenceNews | null): void {
    if (news === 'caret') this.#delivery.tellCaret();
    if (news === 'arrival') this.#delivery.tellArrival();
  }

  take(): Batch | undefined {
    if (this.#isOver) return undefined;
    this.#beganAt = performance.now();
    let bytes = 0;
    const tooMuch = this.#waiting.findIndex((each) => (bytes += each.bytes?.length ?? 0) > largestBatch);
    this.#underWay = tooMuch === -1 ? this.#waiting : this.#waiting.splice(0, Math.max(tooMuch, 1));
    if (tooMuch === -1) this.#waiting = [];
    const updates = this.#underWay.flatMap((each) => each.bytes ?? []);
    const personId = this.#underWay.findLast(({ bytes }) => bytes !== null)?.member.person.personId;
    if (personId === undefined) {
      this.#done();
      return undefined;
    }
    const clients = this.#clients;
    if (clients.size > 0) this.#clients = new Map();
    const { id, epoch } = this.record;
    return { documentId: id, epoch, seq: this.#lastSeq + 1, updates, personId, clients };
  }

  stored(): void {
    this.#lastSeq += 1;
    const news = this.#underWay.filter(({ bytes }) => bytes !== null);
    this.#copy.stored(news.length).forEach((entry, place) => {
      const author = news[place]?.member;
      if (author !== undefined) this.#delivery.add(entry.frame, author);
    });
    this.#done();
  }

  failed(error: unknown): void {
    this.#ground.log.error('document-not-stored', { document: this.record.id, error });
    const members = [...this.#members];
    this.#end();
    // Everybody comes back at once and sends again: with a full disk, a storm.
    for (const member of members) setTimeout(() => member.close('not-stored'), Math.random() * longestExcuse).unref();
  }

  /** Ends the room and every connection in it. */
  sendAway(closing: Closing): void {
    this.#end();
    for (const member of [...this.#members]) member.close(closing);
  }

  /** Resolves when everything that came in until now is stored, or the room is over. */
  async settled(): Promise<void> {
    if (this.#isOver || (this.#waiting.length === 0 && this.#underWay.length === 0)) return;
    await new Promise<void>((resolve) => this.#settled.push({ at: this.#takenIn, resolve }));
  }

  /** Resolves when no compaction is under way. */
  async quiet(): Promise<void> {
    await this.#compacting;
  }

  /** Stores what waits, as soon as the pace allows. */
  #plan(): void {
    const { journal } = this.#ground;
    const pause = this.#beganAt + Math.min(pace.most, pace.perMember * this.#members.size) - performance.now();
    if (pause <= 0) journal.enqueue(this);
    else this.#planned = setTimeout(() => journal.enqueue(this), pause);
  }

  #isKnown({ structs }: Update): boolean {
    return structs.every(({ id, length }) => id.clock + length <= this.#copy.clockOf(id.client));
  }

  #done(): void {
    for (const { member, frames } of this.#underWay) this.#delivery.acknowledge(member, frames);
    this.#doneWith += this.#underWay.length;
    this.#underWay = [];
    if (this.#waiting.length > 0) this.#plan();
    while ((this.#settled[0]?.at ?? Infinity) <= this.#doneWith) this.#settled.shift()?.resolve();
    this.#delivery.flush();
    this.#compactWhenDue();
    this.#endWhenEmpty();
  }

  #compactWhenDue(isLeft = false): void {
    const { updates, bytes } = this.#copy.tail;
    const base = this.#copy.size - bytes;
    const isDue = bytes > this.#compactFrom && bytes > base / 2;
    // What has failed is tried again when there is more of it, not at once and for ever.
    const isWorthIt = isLeft && updates >= tailToLeave && this.#compactFrom === smallestTail;
    if ((!isDue && !isWorthIt) || this.#compacting !== null || this.#isOver) return;
    this.#compacting = this.#compact().then(() => {
      this.#compacting = null;
      this.#endWhenEmpty();
    });
  }

  async #compact(): Promise<void> {
    const { updates, replace } = this.#copy.forCompaction();
    // What is under way has the next number; what is stored ends with the last one.
    const seq = this.#lastSeq;
    try {
      const snapshot = await compact(updates, seq);
      await this.#ground.storeSnapshot(snapshot);
      if (!this.#isOver) replace(snapshot);
      this.#compactFrom = smallestTail;
    } catch (error) {
      this.#compactFrom = Math.max(smallestTail, this.#copy.tail.bytes) * 2;
      this.#ground.log.warn('document-not-compacted', { document: this.record.id, error });
    }
  }

  #endWhenEmpty(): void {
    if (this.#holds > 0 || this.#members.size > 0 || this.#waiting.length > 0 || this.#underWay.length > 0) return;
    this.#compactWhenDue(true);
    if (this.#compacting === null) this.#end();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#waiting = [];
    this.#underWay = [];
    this.#delivery.end();
    if (this.#planned !== null) clearTimeout(this.#planned);
    for (const { resolve } of this.#settled.splice(0)) resolve();
    this.#ground.onEnd();
  }
}

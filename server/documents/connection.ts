import {
  type Closing,
  closings,
  documentAccess,
  documentSchemaVersion,
  largestFrame,
  largeDocument,
  type PresentPerson,
} from '#domain/analysis/document.ts';
import type { Log } from '../platform/log.ts';
import type { Figures } from './figures.ts';
import { heartbeat, ownFrame, type Wire } from './frames.ts';
import { type Frame, readFrame, type SyncKind, Unacceptable } from './guard.ts';
import { Inbox } from './inbox.ts';
import type { Lease } from './lease.ts';
import { mostWaiting, questionRate, type Rates } from './rates.ts';
import { Gaps } from './gaps.ts';
import type { Member } from './member.ts';
import type { Room } from './room.ts';
import { type Listener, type Upgrade, WebSocketLine } from './web-socket.ts';

/** What makes a connection: who is at its other end, and the room it belongs to. */
export type Opening = {
  readonly person: PresentPerson;
  readonly lease: Lease;
  readonly room: Room;
  readonly rates: Rates;
  readonly claims: Claims;
  readonly log: Log;
  readonly figures: Figures;
};

/** What a client says of itself when it dials: which epoch its copy is of, and what its editor knows. */
export type Claims = { readonly epoch: number | null; readonly schema: number };

/** A connection that was silent for this long is dead, in milliseconds. */
const silence = 60_000;
/** y-websocket takes a server for dead that says nothing for 30 s. In milliseconds. */
const longestPause = 25_000;
/** With so many bytes waiting to be taken a connection hears nothing of carets. */
const congested = 1024 * 1024;
/** Who takes nothing for so long is dropped, in milliseconds; the next connection brings what was missed. */
const longestJam = 10_000;
/** Who takes the whole document gets the time that it needs at this pace, in bytes per millisecond. */
const slowestLine = 64;

/** One open socket of one person to one document. Its frames are taken in order; a bad one ends this socket alone. */
export class Connection implements Member, Listener {
  readonly person: PresentPerson;
  follows = false;
  readonly #opening: Opening;
  readonly #socket: WebSocketLine;
  readonly #isOutdated: boolean;
  readonly #inbox = new Inbox();
  #renewing: Promise<void> | null = null;
  #isClosing = false;
  #heardAt = Date.now();
  #beatAt = nextBeat(this.#heardAt);
  #stored = 0;
  readonly #gaps = new Gaps();
  readonly #mayAsk = questionRate();
  readonly #over = Promise.withResolvers<void>();
  #unanswered: number[] = [];
  #jam: NodeJS.Timeout | null = null;
  /** Bytes of the document that were sent at once, which is not the reader's slowness. */
  #welcomed = 0;

  constructor(upgrade: Upgrade, opening: Opening) {
    this.#opening = opening;
    this.person = opening.person;
    const { room, claims } = opening;
    this.#isOutdated = claims.schema < Math.max(room.record.schemaVersion, documentSchemaVersion);
    this.#socket = new WebSocketLine(upgrade, largestFrame, this);
    room.join(this);
    if (claims.epoch !== null && claims.epoch !== room.record.epoch) this.close('replaced');
  }

  message(data: Buffer, isBinary: boolean): void {
    if (this.#isClosing) return;
    if (!isBinary) return this.close('unknown-message');
    const { rates, figures, lease } = this.#opening;
    figures.received(data.length);
    if (!rates(data.length)) return this.close('too-fast');
    if (this.#renewing === null && !lease.isOver) return this.#read(data);
    if (!this.#inbox.put(data)) return this.close('out-of-step');
    this.#renewing ??= this.#renew();
  }

  alive(): void {
    this.#heardAt = Date.now();
  }

  /** The other side takes what it is sent again. */
  drained(): void {
    if (this.#jam !== null) clearTimeout(this.#jam);
    this.#jam = null;
    this.#welcomed = 0;
  }

  refused(why: 'framing' | 'too-large'): void {
    if (!this.#isClosing) this.#note(why);
  }

  ended(): void {
    this.drained();
    const leave = () => this.#opening.room.leave(this);
    if (this.#renewing === null) leave();
    else void this.#renewing.then(leave);
    this.#over.resolve();
  }

  /** Resolves when the socket is closed on both sides. */
  get closed(): Promise<void> {
    return this.#over.promise;
  }

  get isCongested(): boolean {
    return this.#socket.queued > congested;
  }

  send(wire: Wire): void {
    if (this.#isClosing || !this.#socket.isOpen) return;
    if (this.#socket.queued > mostWaiting + this.#welcomed) return this.close('too-slow');
    this.#opening.figures.sent(wire.length);
    this.#watch(this.#socket.send(wire));
  }

  close(closing: Closing): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#inbox.take();
    if (closing !== 'restarting' && closing !== 'not-stored') this.#note(closing);
    this.#socket.close(closings[closing], closing);
    if (closing === 'too-slow') this.#socket.terminate();
    this.#opening.room.leave(this);
  }

  /** Ends the socket without a word. */
  terminate(): void {
    this.#socket.terminate();
  }

  acknowledge(frames: number): Wire {
    this.#stored += frames;
    const now = performance.now();
    for (const since of this.#unanswered.splice(0, frames)) this.#opening.figures.acknowledged(now - since);
    return ownFrame('acknowledged', this.#stored);
  }

  tellAccess(): void {
    this.send(this.#access());
    // What it may hold from before, it can store now.
    if (this.mayWrite && this.follows) this.send(this.#opening.room.question);
  }

  refuseGap(kind: SyncKind): void {
    this.#opening.figures.gap();
    const answer = this.#gaps.refuse(kind, Date.now());
    if (answer === 'close') this.close('out-of-step');
    else if (answer === 'ask') this.send(this.#opening.room.question);
  }

  coverGaps(): number {
    return this.#gaps.cover();
  }

  /** Looks its rights up again before anything else is taken from it. */
  doubt(): void {
    this.#opening.lease.expire();
    this.#renewing ??= this.#renew();
  }

  /** Ends the connection within a second because the person's access ended or changed. */
  async end(): Promise<void> {
    const { lease } = this.#opening;
    lease.expire();
    const late = new Promise<'signed-out'>((resolve) => setTimeout(resolve, 800, 'signed-out').unref());
    const refusal = await Promise.race([lease.renew().catch(() => 'signed-out' as const), late]);
    lease.expire();
    // Who may still read comes back at once, with the rights as they are now.
    this.close(refusal ?? 'restarting');
  }

  /** Called every second: keeps the connection alive, ends it where it is dead, and looks whether its rights stand. */
  beat(now: number): void {
    if (now < this.#beatAt) return;
    this.#beatAt = nextBeat(now);
    if (now - this.#heardAt > silence) return this.terminate();
    this.send(heartbeat);
    if (this.#opening.lease.isOver) this.#renewing ??= this.#renew();
  }

  /** Resolves when everything that came in until now is stored or refused. */
  async settled(): Promise<void> {
    await this.#renewing;
    await this.#opening.room.settled();
  }

  get mayWrite(): boolean {
    return this.#opening.lease.mayWrite && !this.#isOutdated && !this.#opening.room.isShut;
  }

  /** Asks for the rights again, then reads what has waited for the answer. */
  async #renew(): Promise<void> {
    const { lease, log, room } = this.#opening;
    try {
      const before = lease.mayWrite;
      const refusal = await lease.renew();
      if (refusal !== null) this.close(refusal);
      else if (lease.mayWrite !== before) this.send(this.#access());
      for (const data of this.#inbox.take()) this.#read(data);
    } catch (error) {
      log.error('document-rights-unknown', { document: room.record.id, error });
      this.close('not-stored');
    }
    this.#renewing = null;
  }

  #watch(flows: boolean): void {
    if (!flows) this.#jam ??= setTimeout(() => this.close('too-slow'), longestJam + this.#welcomed / slowestLine);
  }

  #read(data: Uint8Array): void {
    if (this.#isClosing) return;
    try {
      this.#take(readFrame(data, this.#opening.room.rules));
    } catch (error) {
      if (error instanceof Unacceptable) return this.close(error.closing);
      this.#opening.log.error('document-frame-failed', { document: this.#opening.room.record.id, error });
      this.close('not-stored');
    }
  }

  #take(frame: Frame): void {
    const { room } = this.#opening;
    switch (frame.kind) {
      case 'step1':
        return this.#welcome(frame.stateVector);
      case 'step2':
      case 'update':
        return this.#takeContribution(frame);
      case 'awareness':
        return room.tellPresence(room.presence.update(this, frame.claims));
      case 'query':
        return this.send(room.presence.all(this));
    }
  }

  /** Everything that is stored, then the question for what is not; only writers are asked. */
  #welcome(known: ReadonlyMap<number, number>): void {
    const { room, claims } = this.#opening;
    // A copy that does not say of which epoch it is comes from the first one, or is empty.
    if (claims.epoch === null && room.record.epoch > 1 && known.size > 0 && !this.follows)
      return this.close('replaced');
    // Each answer is the whole document, or takes reading it; a provider asks once, and again after a gap.
    if (!this.#mayAsk(room.size) || (this.follows && this.isCongested)) return this.close('too-fast');
    const wires = [ownFrame('epoch', room.record.epoch), this.#access()];
    if (room.size >= largeDocument) wires.push(ownFrame('size', Math.floor(room.size / 2 ** 20)));
    wires.push(...room.welcome(known));
    if (this.mayWrite) wires.push(room.question);
    const bytes = wires.reduce((sum, { length }) => sum + length, 0);
    this.#welcomed = bytes;
    this.#socket.hold();
    for (const wire of wires) this.send(wire);
    this.follows = true;
    // After what has come in with the question: who is back would otherwise be told of herself, from a connection that died.
    setImmediate(() => {
      this.send(room.presence.all(this));
      this.#watch(this.#socket.letGo());
    });
  }

  #access(): Wire {
    const { lease, room } = this.#opening;
    const access = this.#isOutdated ? 'outdated' : !lease.mayWrite ? 'read' : room.isShut ? 'shut' : 'write';
    return ownFrame('access', documentAccess[access]);
  }

  #takeContribution(frame: Frame & { readonly kind: SyncKind }): void {
    const { room, lease } = this.#opening;
    if (this.mayWrite && (this.follows || room.record.epoch === 1)) {
      if (this.#unanswered.length < mostUnanswered) this.#unanswered.push(performance.now());
      return room.contribute({ member: this, ...frame });
    }
    // A reader's client answers the server's question by itself, an old editor tidies up; neither changes anything.
    const why = lease.mayWrite && room.isShut ? 'shut' : 'not-allowed';
    if (frame.kind === 'update' && !this.#isOutdated) this.close(why);
  }

  #note(why: string): void {
    const { log, room, figures } = this.#opening;
    figures.refused(why);
    log.warn('document-refused', { document: room.record.id, person: this.person.personId, why });
  }
}

/** Each at its own pace: their rights are looked up with it, and never all at once. */
const nextBeat = (now: number): number => now + longestPause - Math.random() * 3_000;
/** The times of so many frames are kept at the most, to measure how long an acknowledgement takes. */
const mostUnanswered = 64;

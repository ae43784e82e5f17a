import type { RawData, WebSocket } from 'ws';
import { type Closing, closings, type PresentPerson } from '#domain/analysis/document.ts';
import type { Log } from '../platform/log.ts';
import { accessFrame, acknowledgement, presenceFrame, step1, step2 } from './frames.ts';
import { type Frame, readFrame, Unacceptable } from './guard.ts';
import { Inbox, mostWaiting } from './inbox.ts';
import type { Lease } from './lease.ts';
import type { Member, Room, SyncKind } from './room.ts';

/** What makes a connection: the open socket, who is at its other end, and the room it belongs to. */
export type Opening = {
  readonly socket: WebSocket;
  readonly person: PresentPerson;
  readonly lease: Lease;
  readonly room: Room;
  readonly log: Log;
  readonly documentId: string;
};

/** A connection that was silent for this long is dead, in milliseconds. */
const silence = 60_000;
/** y-websocket takes a server for dead that says nothing for 30 s. In milliseconds. */
const longestPause = 25_000;
/** Who does not answer the end of the connection within this many milliseconds is not waited for. */
const patience = 5_000;
/** This many gaps within this many milliseconds, and the client is out of step for good. */
const gaps = { most: 3, within: 60_000 };

/** One open socket of one person to one document. Its frames are taken in order; a bad one ends this socket alone. */
export class Connection implements Member {
  readonly person: PresentPerson;
  /** Resolves when the socket is closed on both sides. */
  readonly closed: Promise<void>;
  follows = false;
  readonly #opening: Opening;
  readonly #inbox = new Inbox();
  #reading: Promise<void> | null = null;
  #isClosing = false;
  #heardAt = Date.now();
  #stored = 0;
  #refused = 0;
  #awaitsAnswer = true;
  #gapsAt: number[] = [];

  constructor(opening: Opening) {
    this.#opening = opening;
    this.person = opening.person;
    const { socket, room } = opening;
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => (this.#heardAt = Date.now()));
    // What ws itself refuses (too large, broken framing) it answers with the right code; without a listener it would end the process.
    socket.on('error', (error) => this.#logRefusal('code' in error ? String(error.code) : error.name));
    // Each at its own pace: their rights are looked up with it, and never all at once.
    const heart = setInterval(() => this.#beat(), longestPause - Math.random() * 3_000);
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    void this.closed.then(() => {
      clearInterval(heart);
      return this.settled().then(() => room.leave(this));
    });
    room.join(this);
  }

  send(frame: Uint8Array): void {
    const { socket } = this.#opening;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > mostWaiting) return this.close('too-slow');
    socket.send(frame);
  }

  close(closing: Closing): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#inbox.clear();
    const { socket, room } = this.#opening;
    if (closing !== 'restarting' && closing !== 'not-stored') this.#logRefusal(closing);
    socket.close(closings[closing], closing);
    if (closing === 'too-slow') socket.terminate();
    else setTimeout(() => socket.terminate(), patience).unref();
    room.leave(this);
  }

  /** Ends the socket without a word. */
  terminate(): void {
    this.#opening.socket.terminate();
  }

  acknowledge(frames: number): void {
    this.#stored += frames;
    this.send(acknowledgement(this.#stored));
  }

  refuseGap(kind: SyncKind): void {
    this.#refused += 1;
    if (kind === 'step2') this.#awaitsAnswer = false;
    if (this.#awaitsAnswer) return;
    const now = Date.now();
    this.#gapsAt = [...this.#gapsAt.filter((at) => now - at < gaps.within), now];
    if (this.#gapsAt.length >= gaps.most) return this.close('out-of-step');
    this.#awaitsAnswer = true;
    this.send(step1(this.#opening.room.stateVector));
  }

  coverGaps(): number {
    const covered = this.#refused;
    this.#refused = 0;
    this.#awaitsAnswer = false;
    return covered;
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

  /** Resolves when everything that came in until now is stored or refused. */
  async settled(): Promise<void> {
    await this.#reading;
    await this.#opening.room.settled();
  }

  /** Keeps the connection alive, ends it where it is dead, and looks whether its rights still stand. */
  #beat(): void {
    const { socket } = this.#opening;
    if (Date.now() - this.#heardAt > silence) return socket.terminate();
    if (socket.readyState !== socket.OPEN) return;
    socket.ping();
    this.send(presenceFrame([]));
    this.#reading ??= this.#readInbox();
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#heardAt = Date.now();
    if (this.#isClosing) return;
    if (!isBinary || !Buffer.isBuffer(data)) return this.close('unknown-message');
    const refusal = this.#inbox.push(data);
    if (refusal !== null) return this.close(refusal);
    this.#reading ??= this.#readInbox();
  }

  async #readInbox(): Promise<void> {
    try {
      await this.#opening.room.loaded;
      if (this.#opening.lease.isOver) await this.#renew();
      for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) {
        if (this.#opening.lease.isOver) await this.#renew();
        if (!this.#isClosing) this.#take(readFrame(next));
      }
    } catch (error) {
      if (!(error instanceof Unacceptable))
        this.#opening.log.error('document-frame-failed', { document: this.#opening.documentId, error });
      this.close(error instanceof Unacceptable ? error.closing : 'not-stored');
    }
    this.#reading = null;
  }

  async #renew(): Promise<void> {
    const { lease } = this.#opening;
    const before = lease.mayWrite;
    const refusal = await lease.renew();
    if (refusal !== null) this.close(refusal);
    else if (lease.mayWrite !== before) this.send(accessFrame(lease.mayWrite));
  }

  #take(frame: Frame): void {
    const { room } = this.#opening;
    switch (frame.kind) {
      case 'step1':
        return this.#welcome(frame.stateVector);
      case 'step2':
      case 'update':
        return this.#takeContribution(frame);
      case 'awareness': {
        const changed = room.presence.update(this, frame.claims);
        if (changed !== null) room.relay(changed, this);
        return;
      }
      case 'query':
        return this.send(room.presence.all(this));
    }
  }

  /** Everything that is stored, then the question for what is not; only writers are asked. */
  #welcome(stateVector: Uint8Array): void {
    const { room, lease } = this.#opening;
    this.send(accessFrame(lease.mayWrite));
    this.send(step2(room.missingFrom(stateVector)));
    if (lease.mayWrite) this.send(step1(room.stateVector));
    this.send(room.presence.all(this));
    this.follows = true;
  }

  #takeContribution(frame: Frame & { readonly kind: SyncKind }): void {
    const { room, lease } = this.#opening;
    if (lease.mayWrite) return room.contribute({ member: this, ...frame });
    // A reader's client answers the server's question by itself; changing something it does not.
    if (frame.kind === 'update') this.close('not-allowed');
  }

  #logRefusal(why: string): void {
    const { log, documentId, person } = this.#opening;
    log.warn('document-refused', { document: documentId, person: person.personId, why });
  }
}

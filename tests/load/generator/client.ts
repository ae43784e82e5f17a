import { frameOf, RawSocket } from './raw-socket.ts';
import { bytes, contentAt } from './updates.ts';

/** The server under load: where it listens, what it speaks, and which processes it consists of. */
export type Target = {
  readonly port: number;
  readonly speaks: 'y-websocket' | 'hocuspocus';
  /** Behind the `?` of every address. */
  readonly query: string;
  pids: readonly number[];
  /** The PostgreSQL behind it; its CPU is told beside the server's. */
  readonly postmaster?: number | undefined;
};

/** What a client says about itself when it joins. */
export type Joining = { readonly writer?: number; readonly presence?: Buffer | undefined };

const emptyStateVector = Buffer.from([0, 0, 1, 0]);
const emptyStep2 = Buffer.from([0, 1, 2, 0, 0]);

/** One open text without a document behind it: it joins, sends prepared bytes and counts what it gets. */
export class Client {
  /** Its number among those who write, -1 for a reader. */
  readonly writer: number;
  presenceFrames = 0;
  /** How much of the text came in, in bytes. */
  textBytes = 0;
  onSynced: () => void = () => undefined;
  onUpdate: (from: Buffer, start: number, end: number) => void = () => undefined;
  onClosed: (why: string) => void = () => undefined;
  readonly #target: Target;
  readonly #room: string;
  readonly #prefix: Buffer;
  readonly #presence: Buffer | undefined;
  #socket: RawSocket | null = null;
  #isSynced = false;

  constructor(target: Target, room: string, { writer = -1, presence }: Joining = {}) {
    this.#target = target;
    this.#room = room;
    this.#presence = presence;
    this.#prefix = target.speaks === 'hocuspocus' ? bytes(Buffer.from(room)) : Buffer.alloc(0);
    this.writer = writer;
  }

  /** Connects and joins; `onSynced` is called with the whole text on its way in. */
  start(): void {
    const { port, query, speaks } = this.#target;
    const path = `/${speaks === 'hocuspocus' ? '' : this.#room}${query === '' ? '' : `?${query}`}`;
    this.#socket = new RawSocket(
      { port, path },
      {
        opened: () => (speaks === 'hocuspocus' ? this.#authenticate() : this.#join()),
        frame: (from, start, end, size) => this.#take(from, start + this.#prefix.length, end, size),
        closed: (why) => this.onClosed(why),
      },
    );
  }

  /** The frame of an update, to be sent with `send`. */
  updateFrame(update: Uint8Array): Buffer {
    return this.#frame(Buffer.from([0, 2]), bytes(update));
  }

  presenceFrame(update: Uint8Array): Buffer {
    return this.#frame(Buffer.from([1]), bytes(update));
  }

  send(frame: Buffer): void {
    this.#socket?.send(frame);
  }

  destroy(): void {
    this.#socket?.destroy();
  }

  #frame(...parts: readonly Buffer[]): Buffer {
    return frameOf(Buffer.concat([this.#prefix, ...parts]));
  }

  #authenticate(): void {
    this.send(this.#frame(Buffer.from([2, 0]), bytes(Buffer.from('anybody')), bytes(Buffer.from('4.7.0'))));
  }

  #join(): void {
    this.send(this.#frame(emptyStateVector));
    if (this.#presence !== undefined) this.send(this.presenceFrame(this.#presence));
  }

  #take(from: Buffer, at: number, end: number, size: number): void {
    switch (from[at]) {
      // Hocuspocus answers a step 1 with message 4.
      case 0:
      case 4:
        this.textBytes += size;
        return this.#takeSync(from, at, end);
      case 1:
        this.presenceFrames += 1;
        return;
      case 2:
        return this.#target.speaks === 'hocuspocus' ? this.#join() : undefined;
      case 9:
        return this.#target.speaks === 'hocuspocus' ? this.send(this.#frame(Buffer.from([10]))) : undefined;
      default:
        return;
    }
  }

  #takeSync(from: Buffer, at: number, end: number): void {
    const step = from[at + 1];
    if (step === 0) this.send(this.#frame(emptyStep2));
    else if (step === 2) this.onUpdate(from, contentAt(from, at + 2), end);
    else if (!this.#isSynced) {
      this.#isSynced = true;
      this.onSynced();
    }
  }
}

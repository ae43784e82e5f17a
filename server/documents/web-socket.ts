import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Wire, wireOf } from './frames.ts';

/** Who hears of a socket: of each whole message, of signs of life, of why it was refused, and once of its end. */
export type Listener = {
  message(data: Buffer, isBinary: boolean): void;
  alive(): void;
  drained(): void;
  /** What came in is not to be taken. The socket closes by itself. */
  refused(why: 'framing' | 'too-large'): void;
  ended(): void;
};

/** Opcodes of RFC 6455 §11.8. */
const [continuation, binary, close, ping, pong] = [0x0, 0x2, 0x8, 0x9, 0xa];
/** Status codes of RFC 6455 §7.4.1, for what is refused. */
const statuses = { framing: 1002, 'too-large': 1009 };
const [final, reserved, masked] = [0x80, 0x70, 0x80];
const largestControl = 125;
/** A message comes in so many pieces at the most. */
const mostPieces = 4_096;
/** What waits for the rest of its frame is put together when it is in more chunks: each costs some hundred bytes itself. */
const mostChunks = 1_024;
/** Who does not answer the end of the connection within this many milliseconds is not waited for. */
const patience = 5_000;
/** Up to so many bytes are copied to go together. */
const mostCopied = 32 * 1024;
/** With so many bytes waiting to be taken, pings are not answered. */
const mostToAnswer = 64 * 1024;

/** A line whose HTTP request asked for a WebSocket: the key of the request, and what came in behind it. */
export type Upgrade = { readonly line: Duplex; readonly key: string; readonly head: Buffer };

/** The key of a request for a WebSocket; null where it is none (RFC 6455 §4.2.1). */
export function keyOf({ method, headers }: IncomingMessage): string | null {
  const { upgrade, 'sec-websocket-version': version, 'sec-websocket-key': key } = headers;
  if (method !== 'GET' || upgrade?.toLowerCase() !== 'websocket' || version !== '13') return null;
  return key !== undefined && /^[+/0-9A-Za-z]{22}==$/.test(key) ? key : null;
}

/** The answer that opens a WebSocket without extensions and subprotocols (RFC 6455 §4.2.2). */
function welcome(key: string): string {
  const secret = `${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(secret).digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

/**
 * The server's end of a WebSocket (RFC 6455). It reads straight from what the network delivers and writes frames that were
 * made once for all: in a library there is a stream and an event more on each side, a fifth of all that a letter costs.
 */
export class WebSocketLine {
  readonly #line: Duplex;
  readonly #most: number;
  readonly #listener: Listener;
  /** What came in and is not a whole frame yet, and how many bytes it takes to go on. */
  #unread: Buffer[] = [];
  #unreadBytes = 0;
  #needed = 0;
  /** The pieces of a message that comes in several frames; `null` between messages. */
  #pieces: { readonly isBinary: boolean; readonly parts: Buffer[]; bytes: number } | null = null;
  #held: Wire[] | null = null;
  /** What the newest ping said that was not answered yet. */
  #pinged: Buffer | null = null;
  #saidGoodbye = false;
  #patience: NodeJS.Timeout | undefined;
  #isDeaf = false;

  /** Opens it for the client with this key. `most`: the most bytes that a message may have. */
  constructor({ line, head, key }: Upgrade, most: number, listener: Listener) {
    this.#line = line;
    this.#most = most;
    this.#listener = listener;
    if (line instanceof Socket) line.setNoDelay().setTimeout(0);
    // Before anybody listens: afterwards it would be told at once, while whoever listens is still being made.
    if (head.length > 0) line.unshift(head);
    line.on('data', (chunk: Buffer) => this.#read(chunk));
    line.on('drain', () => listener.drained());
    // A line that breaks is closed by Node, which is told below.
    line.on('error', () => undefined);
    line.on('end', () => line.end());
    line.on('close', () => {
      clearTimeout(this.#patience);
      listener.ended();
    });
    line.write(welcome(key));
  }

  /** Whether frames can still be sent. */
  get isOpen(): boolean {
    return !this.#saidGoodbye && this.#line.writable;
  }

  /** Bytes that the other side has not taken yet. */
  get queued(): number {
    return this.#line.writableLength;
  }

  /** Sends whole frames; false where the other side takes them slower than they come. */
  send(frames: Wire): boolean {
    if (this.#held === null) return this.#line.write(frames);
    this.#held.push(frames);
    return true;
  }

  /** Keeps what is sent until `letGo`, so that it goes together. */
  hold(): void {
    this.#held ??= [];
  }

  /** Sends what was kept; false where the other side is slower than we are. */
  letGo(): boolean {
    const held = this.#held ?? [];
    this.#held = null;
    const bytes = held.reduce((sum, { length }) => sum + length, 0);
    if (!this.isOpen) return true;
    // One write is cheaper than several, but a large document is not copied for each who joins.
    if (bytes < mostCopied) return this.#line.write(Buffer.concat(held, bytes));
    this.#line.cork();
    for (const frames of held) this.#line.write(frames);
    this.#line.uncork();
    return !this.#line.writableNeedDrain;
  }

  /** Says goodbye and waits for the answer, not for ever. No message is told any more. */
  close(status: number, reason: string): void {
    if (this.#saidGoodbye) return;
    this.#saidGoodbye = true;
    const payload = Buffer.from(`\0\0${reason}`);
    payload.writeUInt16BE(status);
    if (this.#line.writable) this.#line.write(wireOf(close, payload));
    this.#waitForTheEnd();
  }

  /** Ends without a word. */
  terminate(): void {
    this.#saidGoodbye = true;
    this.#isDeaf = true;
    this.#line.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#isDeaf) return;
    let bytes = chunk;
    if (this.#unreadBytes > 0) {
      this.#unread.push(chunk);
      this.#unreadBytes += chunk.length;
      if (this.#unreadBytes < this.#needed && this.#unread.length <= mostChunks) return;
      bytes = Buffer.concat(this.#unread, this.#unreadBytes);
    }
    const at = this.#readFrames(bytes);
    this.#answerPing();
    this.#unread = at < bytes.length ? [bytes.subarray(at)] : [];
    this.#unreadBytes = bytes.length - at;
  }

  /** Reads whole frames; answers where the first begins that is not there as a whole. */
  #readFrames(bytes: Buffer): number {
    for (let at = 0; ;) {
      const left = bytes.length - at;
      if (left < 2) return this.#wait(2, at);
      const first = bytes[at] ?? 0;
      const second = bytes[at + 1] ?? 0;
      const isControl = (first & 0x8) !== 0;
      let size = second & 0x7f;
      if ((first & reserved) !== 0 || (second & masked) === 0) return this.#refuse('framing', bytes);
      if (isControl && (size > largestControl || (first & final) === 0)) return this.#refuse('framing', bytes);
      const head = size < 126 ? 6 : size === 126 ? 8 : 14;
      if (left < head) return this.#wait(head, at);
      if (size === 126) size = bytes.readUInt16BE(at + 2);
      else if (size === 127) size = bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6);
      if (size > this.#most) return this.#refuse('too-large', bytes);
      if (left < head + size) return this.#wait(head + size, at);
      const payload = bytes.subarray(at + head, at + head + size);
      for (let place = 0; place < size; place += 1)
        payload[place] = (payload[place] ?? 0) ^ (bytes[at + head - 4 + (place & 3)] ?? 0);
      at += head + size;
      if (isControl) this.#takeControl(first & 0xf, payload);
      else this.#takePiece(first & 0xf, (first & final) !== 0, payload);
      if (this.#isDeaf) return bytes.length;
    }
  }

  #wait(needed: number, at: number): number {
    this.#needed = needed;
    return at;
  }

  #takePiece(opcode: number, isLast: boolean, payload: Buffer): void {
    this.#listener.alive();
    if (opcode > binary || (opcode === continuation) !== (this.#pieces !== null)) return void this.#refuse('framing');
    if (isLast && this.#pieces === null) return this.#tell(payload, opcode === binary);
    const pieces = (this.#pieces ??= { isBinary: opcode === binary, parts: [], bytes: 0 });
    pieces.bytes += payload.length;
    // A copy, because a small piece would keep the whole chunk that it came in.
    pieces.parts.push(Buffer.from(payload));
    if (pieces.parts.length > mostPieces || pieces.bytes > this.#most) return void this.#refuse('too-large');
    if (!isLast) return;
    this.#pieces = null;
    this.#tell(Buffer.concat(pieces.parts, pieces.bytes), pieces.isBinary);
  }

  #tell(message: Buffer, isBinary: boolean): void {
    if (!this.#saidGoodbye) this.#listener.message(message, isBinary);
  }

  #takeControl(opcode: number, payload: Buffer): void {
    this.#listener.alive();
    if (opcode === pong) return;
    if (opcode === ping) {
      this.#pinged = payload;
      return;
    }
    if (opcode !== close || payload.length === 1) return void this.#refuse('framing');
    this.#end(wireOf(close, payload.subarray(0, 2)));
  }

  /** Of those that come together only the newest is answered (RFC 6455 §5.5.3). */
  #answerPing(): void {
    const pinged = this.#pinged;
    this.#pinged = null;
    if (pinged !== null && this.isOpen && this.queued < mostToAnswer) this.#line.write(wireOf(pong, pinged));
  }

  #refuse(why: 'framing' | 'too-large', bytes?: Buffer): number {
    this.#listener.refused(why);
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(statuses[why]);
    this.#end(wireOf(close, payload));
    return bytes?.length ?? 0;
  }

  /** The last word, whose answer is not waited for. */
  #end(goodbye: Wire): void {
    this.#isDeaf = true;
    this.#pieces = null;
    if (this.#saidGoodbye) return void this.#line.end();
    this.#saidGoodbye = true;
    this.#line.end(goodbye);
    this.#waitForTheEnd();
  }

  #waitForTheEnd(): void {
    this.#patience ??= setTimeout(() => this.#line.destroy(), patience).unref();
  }
}

import { connect, type Socket } from 'node:net';

/** What a socket tells: frames as part of a buffer that is only theirs until they return. */
export type Listener = {
  opened(): void;
  /** `size` is the whole payload; of a frame above 64 KiB only the head is in `from`. */
  frame(from: Buffer, start: number, end: number, size: number): void;
  closed(why: string): void;
};

export type Address = { readonly port: number; readonly path: string };

/** One buffer for the reads of all sockets: nothing is allocated per read. */
const shared = Buffer.allocUnsafeSlow(1 << 20);
const largestWhole = 65_536;
const headKept = 256;

/** A WebSocket client that costs next to nothing: its mask is 0, which is legal, and large frames are skipped. */
export class RawSocket {
  bytes = 0;
  readonly #socket: Socket;
  readonly #listener: Listener;
  #handshake: string | null = '';
  #rest: Buffer | null = null;
  #skipped: { left: number; readonly head: Buffer; readonly size: number } | null = null;
  #isClosed = false;

  constructor({ port, path }: Address, listener: Listener) {
    this.#listener = listener;
    const host = '127.0.0.1';
    const read = (count: number): boolean => {
      this.#read(count);
      return true;
    };
    this.#socket = connect({ host, port, noDelay: true, onread: { buffer: shared, callback: read } });
    this.#socket.on('connect', () => this.#socket.write(request(`${host}:${port}`, path)));
    this.#socket.on('error', (error) => this.#end('code' in error ? String(error.code) : error.name));
    this.#socket.on('close', () => this.#end('closed'));
    this.#socket.on('end', () => this.#socket.destroy());
  }

  send(frame: Buffer): void {
    this.#socket.write(frame);
  }

  destroy(): void {
    this.#isClosed = true;
    this.#socket.destroy();
  }

  #end(why: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listener.closed(why);
  }

  #read(count: number): void {
    this.bytes += count;
    if (this.#handshake !== null) return this.#shakeHands(shared.toString('latin1', 0, count));
    const start = this.#skip(count);
    if (start === count) return;
    if (this.#rest === null) return this.#parse(shared, start, count);
    const all = Buffer.concat([this.#rest, shared.subarray(start, count)]);
    this.#rest = null;
    this.#parse(all, 0, all.length);
  }

  #shakeHands(text: string): void {
    const all = (this.#handshake ?? '') + text;
    this.#handshake = all;
    const end = all.indexOf('\r\n\r\n');
    if (end < 0) return;
    if (!all.startsWith('HTTP/1.1 101')) {
      this.#end(all.slice(0, 40));
      return this.destroy();
    }
    this.#handshake = null;
    this.#listener.opened();
    const rest = Buffer.from(all.slice(end + 4), 'latin1');
    this.#parse(rest, 0, rest.length);
  }

  /** Lets a large frame pass; answers where the next one begins. */
  #skip(count: number): number {
    if (this.#skipped === null) return 0;
    const passed = Math.min(this.#skipped.left, count);
    this.#skipped.left -= passed;
    if (this.#skipped.left > 0) return passed;
    const { head, size } = this.#skipped;
    this.#skipped = null;
    this.#listener.frame(head, 0, head.length, size);
    return passed;
  }

  #parse(from: Buffer, first: number, end: number): void {
    let at = first;
    while (end - at >= 2) {
      const kind = (from[at] ?? 0) & 15;
      const short = (from[at + 1] ?? 0) & 127;
      const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
      if (start > end) break;
      const size = short < 126 ? short : short === 126 ? from.readUInt16BE(at + 2) : from.readUIntBE(at + 4, 6);
      if (end - start < size) {
        if (size <= largestWhole) break;
        const head = Buffer.from(from.subarray(start, Math.min(end, start + headKept)));
        this.#skipped = { left: size - (end - start), head, size };
        return;
      }
      at = start + size;
      if (kind === 9) this.send(frameOf(from.subarray(start, at), 0x8a));
      else if (kind === 2) this.#listener.frame(from, start, at, size);
    }
    if (at < end) this.#rest = Buffer.from(from.subarray(at, end));
  }
}

/** A masked frame around a payload; binary and final unless `first` says otherwise. */
export function frameOf(payload: Uint8Array, first = 0x82): Buffer {
  const size = payload.length;
  const head = size < 126 ? 6 : size < 65_536 ? 8 : 14;
  const frame = Buffer.alloc(head + size);
  frame[0] = first;
  frame[1] = 0x80 | (size < 126 ? size : size < 65_536 ? 126 : 127);
  if (head === 8) frame.writeUInt16BE(size, 2);
  if (head === 14) frame.writeUIntBE(size, 4, 6);
  frame.set(payload, head);
  return frame;
}

const request = (host: string, path: string): string =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    `Origin: http://${host}`,
    '\r\n',
  ].join('\r\n');

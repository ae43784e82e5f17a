import * as encoding from 'lib0/encoding';
import { documentMessages } from '#domain/analysis/document.ts';

/** Bytes that can go to a socket as they are: one or more whole WebSocket frames. */
export type Wire = Buffer;

const sync = 0;
const awareness = 1;
/** The opcode of a binary frame. */
const binaryFrame = 0x2;

const binary = (payload: Uint8Array): Wire => wireOf(binaryFrame, payload);

/** No bytes at all. */
export const nothing: Wire = Buffer.alloc(0);

/** The server's state vector: the other side answers with what is missing here. */
export const step1 = (stateVector: Uint8Array): Wire => binary(message(sync, 0, stateVector));

/** Ends what a joiner is sent: from now on it has everything. It comes last, so that "synced" is true. */
export const step2: Wire = binary(message(sync, 1, Uint8Array.of(0, 0)));

/** Changes as one update message; they are its last bytes. */
export function updateFrame(update: Uint8Array): Wire {
  const { length } = update;
  const size = 2 + sizeOfVarUint(length) + length;
  const wire = begin(binaryFrame, size);
  let at = wire.length - size;
  wire[at] = sync;
  wire[at + 1] = 2;
  at = writeVarUint(wire, length, at + 2);
  wire.set(update, at);
  return wire;
}

/** One of our own messages: see `documentMessages`. */
export const ownFrame = (kind: keyof typeof documentMessages, value: number): Wire =>
  binary(message(documentMessages[kind], value));

/** Somebody's presence under a clock, as it stands in a presence frame; `state` is JSON, `null` means gone. */
export function presenceEntry(clientId: number, clock: number, state: Uint8Array): Buffer {
  const entry = Buffer.allocUnsafe(
    sizeOfVarUint(clientId) + sizeOfVarUint(clock) + sizeOfVarUint(state.length) + state.length,
  );
  entry.set(state, writeVarUint(entry, state.length, writeVarUint(entry, clock, writeVarUint(entry, clientId, 0))));
  return entry;
}

/** The presence of so many, entry after entry; an empty one tells a browser that the connection is alive, which pings do not. */
export function presenceFrame(count: number, ...entries: readonly Uint8Array[]): Wire {
  const size = entries.reduce((sum, { length }) => sum + length, sizeOfVarUint(count));
  const payload = 1 + sizeOfVarUint(size) + size;
  const wire = begin(binaryFrame, payload);
  let at = wire.length - payload;
  wire[at] = awareness;
  at = writeVarUint(wire, count, writeVarUint(wire, size, at + 1));
  for (const entry of entries) {
    wire.set(entry, at);
    at += entry.length;
  }
  return wire;
}

/** What a quiet connection hears: a ping for the network, and an empty presence for y-websocket, which sees no pings. */
export const heartbeat: Wire = Buffer.concat([Buffer.from([0x89, 0]), presenceFrame(0)]);

/** The parts one after the other: numbers as varUint, bytes with their length before them. */
function message(...parts: readonly (number | Uint8Array)[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const part of parts) {
      if (typeof part === 'number') encoding.writeVarUint(encoder, part);
      else encoding.writeVarUint8Array(encoder, part);
    }
  });
}

/** A payload as one final, unmasked WebSocket frame (RFC 6455 §5.2). */
export function wireOf(opcode: number, payload: Uint8Array): Wire {
  const wire = begin(opcode, payload.length);
  wire.set(payload, wire.length - payload.length);
  return wire;
}

/** Such a frame, with room for so many bytes at its end. */
function begin(opcode: number, size: number): Wire {
  const head = size < 126 ? 2 : size < 65_536 ? 4 : 10;
  const wire = Buffer.allocUnsafe(head + size);
  wire[0] = 0x80 | opcode;
  wire[1] = head === 2 ? size : head === 4 ? 126 : 127;
  if (head === 4) wire.writeUInt16BE(size, 2);
  if (head === 10) wire.writeBigUInt64BE(BigInt(size), 2);
  return wire;
}

/** Seven bits a byte, the lowest first, as lib0 writes numbers. */
function writeVarUint(into: Buffer, value: number, at: number): number {
  for (let left = value; ; left = Math.floor(left / 128)) {
    into[at] = left < 128 ? left : (left % 128) | 0x80;
    at += 1;
    if (left < 128) return at;
  }
}

function sizeOfVarUint(value: number): number {
  let size = 1;
  for (let left = value; left >= 128; left = Math.floor(left / 128)) size += 1;
  return size;
}

import * as encoding from 'lib0/encoding';
import { documentMessages } from '#domain/analysis/document.ts';

/** Bytes that can go to a socket as they are: one or more whole WebSocket frames. */
export type Wire = Buffer;

const sync = 0;
const awareness = 1;

/** No bytes at all. */
export const nothing: Wire = Buffer.alloc(0);

/** The server's state vector: the other side answers with what is missing here. */
export const step1 = (stateVector: Uint8Array): Wire => binary(message(sync, 0, stateVector));

/** Ends what a joiner is sent: from now on it has everything. It comes last, so that "synced" is true. */
export const step2: Wire = binary(message(sync, 1, Uint8Array.of(0, 0)));

/** Changes as one update message. */
export const updateFrame = (update: Uint8Array): Wire => binary(message(sync, 2, update));

/** One of our own messages: see `documentMessages`. */
export const ownFrame = (kind: keyof typeof documentMessages, value: number): Wire =>
  binary(message(documentMessages[kind], value));

/** Somebody's presence under a clock; `state` is JSON, `null` means gone. */
export type PresenceEntry = { readonly clientId: number; readonly clock: number; readonly state: Uint8Array };

/** The presence of some; an empty one tells a browser that the connection is alive, which pings do not. */
export function presenceFrame(entries: readonly PresenceEntry[]): Wire {
  const update = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length);
    for (const { clientId, clock, state } of entries) {
      encoding.writeVarUint(encoder, clientId);
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarUint8Array(encoder, state);
    }
  });
  return binary(message(awareness, update));
}

/** What a quiet connection hears: a ping for the network, and an empty presence for y-websocket, which sees no pings. */
export const heartbeat: Wire = Buffer.concat([Buffer.from([0x89, 0]), presenceFrame([])]);

/** The parts one after the other: numbers as varUint, bytes with their length before them. */
function message(...parts: readonly (number | Uint8Array)[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const part of parts) {
      if (typeof part === 'number') encoding.writeVarUint(encoder, part);
      else encoding.writeVarUint8Array(encoder, part);
    }
  });
}

/** A message as one final, unmasked, binary WebSocket frame (RFC 6455 §5.2). */
function binary(payload: Uint8Array): Wire {
  const { length } = payload;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = 0x82;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  frame.set(payload, head);
  return frame;
}

import * as encoding from 'lib0/encoding';
import { documentMessages } from '#domain/analysis/document.ts';

/** The state vector of the server's copy: the other side answers with what is missing here. */
export const step1 = (stateVector: Uint8Array): Uint8Array => frame(sync, 0, stateVector);

/** What the other side is missing, with the whole set of deletions. */
export const step2 = (update: Uint8Array): Uint8Array => frame(sync, 1, update);

/** One change, to those who did not make it. */
export const updateFrame = (update: Uint8Array): Uint8Array => frame(sync, 2, update);

/** How many sync frames of this connection are stored. */
export const acknowledgement = (stored: number): Uint8Array => frame(documentMessages.acknowledged, stored);

/** Whether the reader may write. */
export const accessFrame = (mayWrite: boolean): Uint8Array => frame(documentMessages.access, mayWrite ? 1 : 0);

/** Somebody's presence under a clock; `state` is JSON, `null` means gone. */
export type PresenceEntry = { readonly clientId: number; readonly clock: number; readonly state: string };

/** The presence of some; an empty one tells a browser that the connection is alive, which pings do not. */
export function presenceFrame(entries: readonly PresenceEntry[]): Uint8Array {
  const update = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length);
    for (const { clientId, clock, state } of entries) {
      encoding.writeVarUint(encoder, clientId);
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarString(encoder, state);
    }
  });
  return frame(awareness, update);
}

const sync = 0;
const awareness = 1;

/** The parts one after the other: numbers as varUint, bytes with their length before them. */
function frame(...parts: readonly (number | Uint8Array)[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const part of parts) {
      if (typeof part === 'number') encoding.writeVarUint(encoder, part);
      else encoding.writeVarUint8Array(encoder, part);
    }
  });
}

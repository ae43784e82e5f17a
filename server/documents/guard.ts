import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { analysisRoot, type Closing, largestFrame } from '#domain/analysis/document.ts';

/** What a client may send, decoded. */
export type Frame =
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'step2' | 'update'; readonly bytes: Uint8Array; readonly update: Update }
  | { readonly kind: 'awareness'; readonly claims: readonly Claim[] }
  | { readonly kind: 'query' };
export type Update = ReturnType<typeof Y.decodeUpdate>;
/** What a client says about the presence of a client id; `state` is JSON as it came in. */
export type Claim = { readonly clientId: number; readonly state: string };

/** A frame that closes its own socket, and nobody else's. */
export class Unacceptable extends Error {
  readonly closing: Closing;

  constructor(closing: Closing) {
    super(closing);
    this.closing = closing;
  }
}

/** @throws Unacceptable 'unknown-message' or 'malformed' */
export function readFrame(bytes: Uint8Array): Frame {
  try {
    const decoder = decoding.createDecoder(bytes);
    const frame = readMessage(decoder);
    if (decoding.hasContent(decoder)) throw new Unacceptable('malformed');
    return frame;
  } catch (error) {
    throw error instanceof Unacceptable ? error : new Unacceptable('malformed');
  }
}

function readMessage(decoder: decoding.Decoder): Frame {
  switch (decoding.readVarUint(decoder)) {
    case 0:
      return readSync(decoder);
    case 1:
      return { kind: 'awareness', claims: readClaims(decoding.createDecoder(decoding.readVarUint8Array(decoder))) };
    case 3:
      return { kind: 'query' };
    default:
      throw new Unacceptable('unknown-message');
  }
}

function readSync(decoder: decoding.Decoder): Frame {
  const kind = (['step1', 'step2', 'update'] as const)[decoding.readVarUint(decoder)];
  if (kind === undefined) throw new Unacceptable('unknown-message');
  const bytes = decoding.readVarUint8Array(decoder);
  if (kind !== 'step1') return { kind, bytes, update: readUpdate(bytes) };
  Y.decodeStateVector(bytes);
  return { kind, stateVector: bytes };
}

/** Version 1 only: a crafted version 2 update can eat all memory while it is decoded. */
function readUpdate(bytes: Uint8Array): Update {
  const update = Y.decodeUpdate(bytes);
  if (!update.structs.every(isPlausible)) throw new Unacceptable('malformed');
  return update;
}

/** What an editor can have written: of a possible length, in the document's one root, and no document in the document. */
function isPlausible(struct: Update['structs'][number]): boolean {
  const { id, length } = struct;
  if (length < 1 || length > largestFrame || id.clock + length > farthestClock) return false;
  if (!(struct instanceof Y.Item)) return true;
  const parent: unknown = struct.parent;
  return !(struct.content instanceof Y.ContentDoc) && (typeof parent !== 'string' || parent === analysisRoot);
}

/** No person types this much; clocks beyond it are there to shut others out. */
const farthestClock = 2 ** 32;

function readClaims(decoder: decoding.Decoder): Claim[] {
  const claims: Claim[] = [];
  for (let count = decoding.readVarUint(decoder); count > 0; count -= 1) {
    const clientId = decoding.readVarUint(decoder);
    decoding.readVarUint(decoder);
    claims.push({ clientId, state: decoding.readVarString(decoder) });
  }
  return claims;
}

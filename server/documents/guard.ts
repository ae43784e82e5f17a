import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import type { Closing } from '#domain/analysis/document.ts';
import { type ContentRules, isKnownContent, isPlausible, type Struct } from './content.ts';

/** What a client may send, decoded. `message` is the whole frame as it came in. */
export type Frame =
  | { readonly kind: 'step1'; readonly stateVector: Map<number, number> }
  | { readonly kind: SyncKind; readonly message: Uint8Array; readonly bytes: Uint8Array; readonly update: Update }
  | { readonly kind: 'awareness'; readonly claims: readonly Claim[] }
  | { readonly kind: 'query' };
/** `step2` is all that a client has and the server had not, `update` is one change. */
export type SyncKind = 'step2' | 'update';
export type Update = ReturnType<typeof Y.decodeUpdate>;
/** What a client says about the presence of a client id; `state` is JSON as it came in. */
export type Claim = { readonly clientId: number; readonly state: Uint8Array };

/** A frame that closes its own socket, and nobody else's. */
export class Unacceptable extends Error {
  readonly closing: Closing;

  constructor(closing: Closing) {
    super(closing);
    this.closing = closing;
  }
}

/** So many client ids may one frame write under: somebody who was offline with a few windows, not a crowd. */
const mostClients = 64;

/** @throws Unacceptable 'unknown-message', 'malformed' or 'unknown-content' */
export function readFrame(message: Uint8Array, rules: ContentRules): Frame {
  try {
    const decoder = decoding.createDecoder(message);
    const frame = readMessage(decoder, message, rules);
    if (decoding.hasContent(decoder)) throw new Unacceptable('malformed');
    return frame;
  } catch (error) {
    throw error instanceof Unacceptable ? error : new Unacceptable('malformed');
  }
}

function readMessage(decoder: decoding.Decoder, message: Uint8Array, rules: ContentRules): Frame {
  switch (decoding.readVarUint(decoder)) {
    case 0:
      return readSync(decoder, message, rules);
    case 1:
      return { kind: 'awareness', claims: readClaims(decoding.createDecoder(decoding.readVarUint8Array(decoder))) };
    case 3:
      return { kind: 'query' };
    default:
      throw new Unacceptable('unknown-message');
  }
}

function readSync(decoder: decoding.Decoder, message: Uint8Array, rules: ContentRules): Frame {
  const kind = (['step1', 'step2', 'update'] as const)[decoding.readVarUint(decoder)];
  if (kind === undefined) throw new Unacceptable('unknown-message');
  const bytes = decoding.readVarUint8Array(decoder);
  if (kind === 'step1') return { kind, stateVector: Y.decodeStateVector(bytes) };
  return { kind, message, bytes, update: readUpdate(bytes, rules) };
}

/** Version 1 only: a crafted version 2 update can eat all memory while it is decoded. */
function readUpdate(bytes: Uint8Array, rules: ContentRules): Update {
  const update = Y.decodeUpdateV2(bytes, WatchedDecoder);
  // Bytes behind the update would be stored and sent on with it, whatever they are.
  if (WatchedDecoder.last !== null && decoding.hasContent(WatchedDecoder.last)) throw new Unacceptable('malformed');
  const { structs } = update;
  for (const struct of structs) {
    if (!isPlausible(struct, rules)) throw new Unacceptable('malformed');
    if (!isKnownContent(struct, rules)) throw new Unacceptable('unknown-content');
  }
  if (structs.length > mostClients && countClients(structs) > mostClients) throw new Unacceptable('malformed');
  return update;
}

/** Version 1, and remembers where the last update that it decoded ended. */
class WatchedDecoder extends Y.UpdateDecoderV1 {
  static last: decoding.Decoder | null = null;

  constructor(decoder: decoding.Decoder) {
    super(decoder);
    WatchedDecoder.last = decoder;
  }
}

/** The structs of a client stand together. */
const countClients = (structs: readonly Struct[]): number =>
  structs.reduce((count, { id }, at) => count + (structs[at - 1]?.id.client === id.client ? 0 : 1), 0);

function readClaims(decoder: decoding.Decoder): Claim[] {
  const claims: Claim[] = [];
  for (let count = decoding.readVarUint(decoder); count > 0; count -= 1) {
    const clientId = decoding.readVarUint(decoder);
    decoding.readVarUint(decoder);
    claims.push({ clientId, state: decoding.readVarUint8Array(decoder) });
  }
  return claims;
}

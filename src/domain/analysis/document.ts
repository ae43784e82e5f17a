import * as v from 'valibot';
import { PersonId } from '#domain/ids.ts';

/** The root fragment of an analysis' document: seven `section` elements, each with the attribute `key`. */
export const analysisRoot = 'analysis';

/** What a document's bytes mean to the editor: a browser that knows another version must not edit it. */
export const documentSchemaVersion = 1;

/** The largest frame that the server takes, in bytes. */
export const largestFrame = 1024 * 1024;

/** From this size of a document on, in bytes, its writers are warned. */
export const largeDocument = 5 * 1024 * 1024;
/** From this size on, in bytes, a document takes deletions only. */
export const fullDocument = 20 * 1024 * 1024;

/**
 * Messages beside those of y-websocket (0 sync, 1 awareness, 3 query awareness), each with one number. `acknowledged`:
 * how many sync frames (step 2 or update) of this connection are stored. `access`: one of `documentAccess`. `epoch`: which
 * history of the document this is. `size`: MiB of a document from `largeDocument` on.
 */
export const documentMessages = { acknowledged: 100, access: 101, epoch: 102, size: 103 } as const;

/**
 * What a connection may do; `outdated` reads only, because its editor does not know all that the text may hold, `shut`
 * because nobody writes this document any more.
 */
export const documentAccess = { read: 0, write: 1, outdated: 2, shut: 3 } as const;

/**
 * What a connection says of itself in its address: the epoch of the copy that it brings along (none: it brings nothing,
 * or 1), and the version of its editor's schema (none: 1).
 */
export const documentParameters = { epoch: 'epoch', schema: 'schema' } as const;

/** Why the server closed a document's socket. From 4400 on, and where our own frames were refused, retrying is useless. */
export const closings = {
  'unknown-message': 1003,
  malformed: 1007,
  'out-of-step': 1008,
  'too-large': 1009,
  'not-stored': 1011,
  restarting: 1012,
  'too-slow': 1013,
  'signed-out': 4401,
  'not-allowed': 4403,
  'not-found': 4404,
  'foreign-client': 4409,
  replaced: 4410,
  full: 4413,
  'unknown-content': 4422,
  shut: 4423,
  'too-fast': 4429,
  'too-many-windows': 4430,
} as const;
export type Closing = keyof typeof closings;

/** The reason behind a close code, if it is one that ends the connection for good. */
export function permanentClosing(code: number): Closing | null {
  const names = Object.keys(closings) as Closing[];
  const passing: readonly Closing[] = ['not-stored', 'restarting', 'too-slow'];
  return names.find((name) => closings[name] === code && !passing.includes(name)) ?? null;
}

/** Somebody who has the document open, as the server says it in the presence field `user`. */
export const PresentPerson = v.object({
  personId: PersonId,
  name: v.string(),
  initials: v.string(),
  /** Presence colour, 1–6. */
  tone: v.number(),
  /** The group spoken for, if any. */
  group: v.nullable(v.string()),
});
export type PresentPerson = v.InferOutput<typeof PresentPerson>;

import * as Y from 'yjs';
import type { Update } from './guard.ts';

/**
 * Whether everything that an update builds on is in the document or in the update itself. What builds on something
 * missing would wait in the document for ever, or until somebody sends what it waits for.
 */
export function continues(doc: Y.Doc, { structs, ds }: Update): boolean {
  const reached = new Map<number, number>();
  const known = (client: number) => reached.get(client) ?? Y.getState(doc.store, client);
  for (const struct of structs) {
    const { client, clock } = struct.id;
    if (struct instanceof Y.Skip || clock > known(client)) return false;
    reached.set(client, Math.max(known(client), clock + struct.length));
  }
  const isKnown = (id: unknown) => !(id instanceof Y.ID) || id.clock < known(id.client);
  const items = structs.filter((struct) => struct instanceof Y.Item);
  if (!items.every(({ origin, rightOrigin, parent }) => [origin, rightOrigin, parent].every(isKnown))) return false;
  return [...ds.clients].every(([client, ranges]) => ranges.every(({ clock, len }) => clock + len <= known(client)));
}

/** Whether a document has all of an update already. State vectors alone do not tell: deletions are not in them. */
export function bringsNothing(doc: Y.Doc, { structs, ds }: Update): boolean {
  const hasStructs = structs.every(({ id, length }) => id.clock + length <= Y.getState(doc.store, id.client));
  return (
    hasStructs && [...ds.clients].every(([client, ranges]) => ranges.every((range) => isDeleted(doc, client, range)))
  );
}

function isDeleted(doc: Y.Doc, client: number, { clock, len }: { clock: number; len: number }): boolean {
  if (len === 0) return true;
  if (clock + len > Y.getState(doc.store, client)) return false;
  const structs = doc.store.clients.get(client) ?? [];
  for (let at = Y.findIndexSS(structs, clock); ; at += 1) {
    const struct = structs[at];
    if (struct === undefined || struct.id.clock >= clock + len) return true;
    if (!struct.deleted) return false;
  }
}

import * as Y from 'yjs';

/** Everything up to `seq` as one update, its state vector, and an update that holds its deletions alone. */
export type Snapshot = {
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly stateVector: Uint8Array;
  readonly deletions: Uint8Array;
};

/** Nothing at all, as a snapshot before the first update. */
export const emptySnapshot: Snapshot = {
  seq: 0,
  bytes: Uint8Array.of(0, 0),
  stateVector: Uint8Array.of(0),
  deletions: Uint8Array.of(0, 0),
};

/** Updates as one snapshot. A Y.Doc forgets what was deleted, which merging updates does not. */
export function snapshotOf(updates: readonly Uint8Array[], seq: number): Snapshot {
  const doc = new Y.Doc({ guid: 'snapshot' });
  doc.transact(() => updates.forEach((bytes) => Y.applyUpdate(doc, bytes)));
  const stateVector = Y.encodeStateVector(doc);
  const snapshot = {
    seq,
    bytes: Y.encodeStateAsUpdate(doc),
    stateVector,
    deletions: Y.encodeStateAsUpdate(doc, stateVector),
  };
  doc.destroy();
  return snapshot;
}

import { parentPort, workerData } from 'node:worker_threads';
import { snapshotOf } from './snapshot.ts';

/** The thread of a large compaction: takes updates, answers with their snapshot. */
const { updates, seq } = workerData as { readonly updates: readonly Uint8Array[]; readonly seq: number };
parentPort?.postMessage(snapshotOf(updates, seq));

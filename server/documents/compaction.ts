import { Worker } from 'node:worker_threads';
import { type Snapshot, snapshotOf } from './snapshot.ts';

/** From this many bytes on a document is compacted beside the loop that serves everybody, below it takes a millisecond. */
const large = 128 * 1024;

/** Updates as one snapshot, without what was deleted. Large ones are put together in a thread of their own. */
export async function compact(updates: readonly Uint8Array[], seq: number): Promise<Snapshot> {
  if (updates.reduce((sum, { length }) => sum + length, 0) < large) return snapshotOf(updates, seq);
  const worker = new Worker(new URL('./compaction-worker.ts', import.meta.url), { workerData: { updates, seq } });
  try {
    return await new Promise<Snapshot>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
      worker.once('exit', () => reject(new Error('the thread ended without an answer')));
    });
  } finally {
    await worker.terminate();
  }
}

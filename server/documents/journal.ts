import { codeOf } from '../platform/problem.ts';
import type { Batch } from './store.ts';

/** Something that has updates to store. */
export type Source = {
  /** The next batch, or undefined where nothing waits. It is answered by `stored` or `failed` before the next is taken. */
  take(): Batch | undefined;
  stored(): void;
  failed(error: unknown): void;
};

/** Stores batches, all or none. */
export type Storing = (batches: readonly Batch[]) => Promise<void>;

/** So many statements are under way at once: while one waits for the disk, the next is prepared. */
const mostUnderWay = 2;
/**
 * Between the starts of two statements pass so many milliseconds. Who writes after a pause is stored at once; in a full
 * house it halves what commits cost, and nobody sees the difference.
 */
const commitPause = 10;
/** So many documents go into one statement at the most. */
const mostDocuments = 200;

/**
 * Group commit: whatever waits in all documents goes into one statement, one row per document. A document has one batch
 * under way at a time, so that its order is kept while statements overtake each other.
 */
export class Journal {
  readonly #store: Storing;
  readonly #onStored: (updates: number, milliseconds: number) => void;
  #waiting: Source[] = [];
  #underWay = 0;
  #isPlanned = false;
  #beganAt = 0;

  constructor(store: Storing, onStored: (updates: number, milliseconds: number) => void) {
    this.#store = store;
    this.#onStored = onStored;
  }

  /** A source that has nothing under way has something to store now. */
  enqueue(source: Source): void {
    this.#waiting.push(source);
    this.#plan();
  }

  /** Whatever else arrives in this turn goes into the same statement. */
  #plan(): void {
    if (this.#isPlanned || this.#underWay === mostUnderWay || this.#waiting.length === 0) return;
    this.#isPlanned = true;
    const pause = this.#beganAt + commitPause - performance.now();
    if (pause > 0) setTimeout(() => this.#write(), pause);
    else setImmediate(() => this.#write());
  }

  #write(): void {
    this.#isPlanned = false;
    this.#beganAt = performance.now();
    while (this.#underWay < mostUnderWay && this.#waiting.length > 0) {
      const taken = this.#waiting.splice(0, mostDocuments).flatMap((source) => {
        const batch = source.take();
        return batch === undefined ? [] : [{ source, batch }];
      });
      if (taken.length === 0) continue;
      this.#underWay += 1;
      void this.#storeTogether(taken).then(() => {
        this.#underWay -= 1;
        this.#plan();
      });
    }
  }

  async #storeTogether(taken: readonly Taken[]): Promise<void> {
    const began = performance.now();
    try {
      await this.#store(taken.map(({ batch }) => batch));
    } catch (error) {
      // A rule of the database that one of them breaks must not cost the others their batch: nothing was stored yet.
      if (taken.length > 1 && /^2[23]/.test(codeOf(error) ?? '')) {
        for (const each of taken) await this.#storeTogether([each]);
        return;
      }
      for (const { source } of taken) source.failed(error);
      return;
    }
    this.#onStored(
      taken.reduce((sum, { batch }) => sum + batch.updates.length, 0),
      performance.now() - began,
    );
    for (const { source } of taken) source.stored();
  }
}

type Taken = { readonly source: Source; readonly batch: Batch };

/**
 * What is known about one's own edits: `connecting` before there is a document at all, `local` where some are not yet
 * handed to an open connection, `sending` where some are handed over but not confirmed, `saved` where all are stored.
 */
export type SaveState = 'connecting' | 'local' | 'sending' | 'saved';

/**
 * Counts the sync frames of one connection after the other. Saved means: the server confirmed as many frames as were
 * handed over, and nothing was edited outside of them. State vectors are never asked: they can be forged.
 */
export class Acknowledgement {
  #isLoaded = false;
  /** Edits that no frame of the present connection carries. */
  #isBehind = false;
  #handedOver = 0;
  #stored = 0;

  get state(): SaveState {
    if (!this.#isLoaded) return 'connecting';
    if (this.#isBehind) return 'local';
    return this.#handedOver === this.#stored ? 'saved' : 'sending';
  }

  /** The document has arrived for the first time. */
  loaded(): void {
    this.#isLoaded = true;
  }

  /** The document has come from this device: what the server has of it is not known before a step 2 is confirmed. */
  restored(): void {
    this.#isLoaded = true;
    this.#isBehind = true;
  }

  /** What has come from this device is all on the server, which takes nothing more. */
  nothingUnsent(): void {
    this.#isBehind = false;
  }

  /** A new connection begins to count at zero. */
  opened(): void {
    this.#handedOver = 0;
    this.#stored = 0;
  }

  /** What was not confirmed may be lost with the connection: the next one has to carry it again. */
  closed(): void {
    if (this.#handedOver !== this.#stored) this.#isBehind = true;
    this.opened();
  }

  /** An edit was made; `isCarried` tells whether a frame took it along. */
  edited(isCarried: boolean): void {
    if (!isCarried) this.#isBehind = true;
  }

  /** An update frame with one edit was handed over. */
  sentUpdate(): void {
    this.#handedOver += 1;
  }

  /** A step 2 was handed over: it carries everything that the server had not. */
  sentEverything(): void {
    this.#handedOver += 1;
    this.#isBehind = false;
  }

  /** The server has stored this many frames of the present connection. Answers whether these are more than before. */
  confirmed(frames: number): boolean {
    const isMore = frames > this.#stored;
    this.#stored = frames;
    return isMore;
  }
}

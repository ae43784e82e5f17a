import { mostWaiting } from './rates.ts';

/** What a waiting frame costs besides its bytes. */
const frameCost = 64;

/** Frames that wait until the rights of their sender are known again. */
export class Inbox {
  #frames: Uint8Array[] = [];
  #bytes = 0;

  /** Answers whether there was room. */
  put(frame: Uint8Array): boolean {
    // A copy: what came in may be a small part of a large chunk.
    this.#frames.push(Uint8Array.from(frame));
    this.#bytes += frame.length + frameCost;
    return this.#bytes <= mostWaiting;
  }

  /** Empties it. */
  take(): readonly Uint8Array[] {
    const frames = this.#frames;
    this.#frames = [];
    this.#bytes = 0;
    return frames;
  }
}

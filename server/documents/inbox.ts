import type { Closing } from '#domain/analysis/document.ts';
import { createFloodgate } from '../platform/flood.ts';

/** Bytes that may wait to be read, or to be taken by a slow reader. */
export const mostWaiting = 4 * 1024 * 1024;
/** What a waiting frame costs besides its bytes. */
const frameCost = 64;
/** The fastest key repeat makes 133 frames a second, with its caret. */
const mostFrames = { perSecond: 200, burst: 1_000, tooMuch: 0 };
/** A paste of 200 pages is one frame, below a mebibyte. */
const mostBytes = { perSecond: 256 * 1024, burst: mostWaiting, tooMuch: 0 };

/** The frames of one socket that wait to be read, in their order. */
export class Inbox {
  readonly #passFrame = createFloodgate(mostFrames);
  readonly #passBytes = createFloodgate(mostBytes);
  #frames: Uint8Array[] = [];
  #bytes = 0;

  /** Takes a frame in; answers why the socket must end, or null where it may go on. */
  push(frame: Uint8Array): Closing | null {
    if (this.#passFrame() !== 'pass' || this.#passBytes(frame.length) !== 'pass') return 'too-fast';
    this.#frames.push(frame);
    this.#bytes += frame.length + frameCost;
    return this.#bytes > mostWaiting ? 'out-of-step' : null;
  }

  /** The next frame, which waits no longer; undefined where there is none. */
  shift(): Uint8Array | undefined {
    const next = this.#frames.shift();
    if (next !== undefined) this.#bytes -= next.length + frameCost;
    return next;
  }

  clear(): void {
    this.#frames = [];
    this.#bytes = 0;
  }
}

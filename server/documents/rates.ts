import { createFloodgate } from '../platform/flood.ts';

/** The most that may wait on one socket, to be read or to be taken by a slow reader, in bytes. */
export const mostWaiting = 4 * 1024 * 1024;
/** The fastest key repeat makes 133 frames a second, with its caret. */
const mostFrames = { perSecond: 200, burst: 1_000, tooMuch: 0 };
/** A paste of 200 pages is one frame, below a mebibyte. */
const mostBytes = { perSecond: 256 * 1024, burst: mostWaiting, tooMuch: 0 };

/** Whether a frame of so many bytes is still within what one socket may send. */
export type Rates = (bytes: number) => boolean;

/** What a person's socket may send: never met by a fast typist with autocorrect, nor by a paste of 200 pages. */
export function humanRates(): Rates {
  const frame = createFloodgate(mostFrames);
  const size = createFloodgate(mostBytes);
  return (bytes) => frame() === 'pass' && size(bytes) === 'pass';
}

/** Whether somebody may ask for everything that is missing in a document of so many bytes, which may take reading all of it. */
export function questionRate(): (bytes: number) => boolean {
  const gate = createFloodgate(mostQuestions);
  return (bytes) => gate(Math.min(mostQuestions.burst, 1 + bytes / bytesPerQuestion)) === 'pass';
}

/** A small document costs 1, and each 32 kB 1 more; a provider asks once, and again after a gap. */
const mostQuestions = { perSecond: 4, burst: 300, tooMuch: 0 };
const bytesPerQuestion = 32 * 1024;

/** The seconds before an end at which it is announced. */
const marks = [30, 10] as const;

/**
 * The mark that was passed when what is left fell from `before` to `after` (ms), the later one where both were; null where
 * none was, or nothing is left. `before` is Infinity where the end has just been announced.
 */
export function deadlineMark(before: number, after: number): (typeof marks)[number] | null {
  if (after <= 0) return null;
  return marks.findLast((seconds) => before > seconds * 1000 && after <= seconds * 1000) ?? null;
}

/** What is left (in ms) in whole seconds, as a clock that counts down shows it: never 0 while something is left. */
export const secondsLeft = (ms: number): number => Math.max(0, Math.ceil(ms / 1000));

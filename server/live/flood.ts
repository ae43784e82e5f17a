/** How many events a socket may send per second, and at once after a pause. */
const perSecond = 20;
/** How many events too many a socket may send before it is cut off. */
const tooMuch = 200;

/** Counts the events of one socket: `pass` them, `refuse` them, or `cut` the socket off. */
export function createFloodgate(now: () => number = () => performance.now()): () => 'pass' | 'refuse' | 'cut' {
  let left = perSecond;
  let at = now();
  let refused = 0;
  return () => {
    const passed = now() - at;
    at += passed;
    left = Math.min(perSecond, left + (passed / 1000) * perSecond);
    if (left >= 1) {
      left -= 1;
      refused = Math.max(0, refused - 1);
      return 'pass';
    }
    refused += 1;
    return refused > tooMuch ? 'cut' : 'refuse';
  };
}

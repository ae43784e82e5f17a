/** What a sender may do: so much per second, `burst` at once after a pause, and how often too much before it is cut off. */
export type Rate = { readonly perSecond: number; readonly burst: number; readonly tooMuch: number };

/** Counts what one socket sends: `pass` it, `refuse` it, or `cut` the socket off. A piece costs 1 unless told. */
export function createFloodgate(
  { perSecond, burst, tooMuch }: Rate,
  now: () => number = () => performance.now(),
): (cost?: number) => 'pass' | 'refuse' | 'cut' {
  let left = burst;
  let at = now();
  let refused = 0;
  return (cost = 1) => {
    const passed = now() - at;
    at += passed;
    left = Math.min(burst, left + (passed / 1000) * perSecond);
    if (left >= cost) {
      left -= cost;
      refused = Math.max(0, refused - 1);
      return 'pass';
    }
    refused += 1;
    return refused > tooMuch ? 'cut' : 'refuse';
  };
}

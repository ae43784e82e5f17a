const buckets = 1024;
/** Buckets per doubling: a resolution of 2.5 %, from a microsecond to a minute and more. */
const perDoubling = 28;

/** Milliseconds, counted by their logarithm. */
export class Latencies {
  #counts = new Float64Array(buckets);
  #count = 0;

  add(ms: number): void {
    const micros = ms * 1000;
    const bucket = micros < 1 ? 0 : Math.min(buckets - 1, Math.floor(Math.log2(micros) * perDoubling));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
  }

  /** The time that this share (0–1) of all stay below, in ms; NaN where there are none. */
  quantile(share: number): number {
    if (this.#count === 0) return NaN;
    let left = share * this.#count;
    const bucket = this.#counts.findIndex((count) => (left -= count) <= 0);
    return 2 ** ((bucket + 0.5) / perDoubling) / 1000;
  }

  get figures(): { p50: number; p99: number } {
    return { p50: this.quantile(0.5), p99: this.quantile(0.99) };
  }

  clear(): void {
    this.#counts = new Float64Array(buckets);
    this.#count = 0;
  }
}

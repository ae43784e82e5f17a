import type { Instant } from '#domain/ids.ts';

/** Milliseconds since some fixed moment; never jumps when somebody sets the device's clock. */
export type Monotonic = () => number;

const sincePageStart: Monotonic = () => performance.now();

/** The server's time as well as this device can know it: told once by a snapshot, counted on from there. */
export class ServerClock {
  readonly #monotonic: Monotonic;
  #toldAt: number;
  #told: number;

  constructor(serverNow: Instant, monotonic: Monotonic = sincePageStart) {
    this.#monotonic = monotonic;
    this.#told = Date.parse(serverNow);
    this.#toldAt = monotonic();
  }

  /** The server has told its time again. */
  set(serverNow: Instant): void {
    this.#told = Date.parse(serverNow);
    this.#toldAt = this.#monotonic();
  }

  /** The server's time now, in milliseconds since 1970 (UTC). */
  now(): number {
    return this.#told + this.#monotonic() - this.#toldAt;
  }
}

import { currentItem } from '#domain/session/session.ts';
import type { LiveSession } from '#lib/live/connection.svelte.ts';
import { markPassed, remainingMs, type RoughTime, roughTime, type TimeMark } from './rough-time.ts';

/** The time of the running agenda item, by the server's clock. */
export class SessionTime {
  readonly #session: LiveSession;
  readonly #beat: number;
  #now: number;

  /** `beat`: how often the shown time is renewed, in milliseconds; rough time needs no seconds. */
  constructor(session: LiveSession, beat = 5000) {
    this.#session = session;
    this.#beat = beat;
    this.#now = $state(session.clock.now());
  }

  /** The server's time at the last beat, in milliseconds since 1970. */
  get now(): number {
    return this.#now;
  }

  /** What the running item still has in milliseconds, negative when it is over time; null while none runs. */
  get leftMs(): number | null {
    const item = currentItem(this.#session.view);
    return item === undefined || this.#session.view.status !== 'open' ? null : remainingMs(item, this.#now);
  }

  /** What the running item still has, as people say it, or null while none runs. */
  get rough(): RoughTime | null {
    const ms = this.leftMs;
    return ms === null ? null : roughTime(ms);
  }

  /** Renews the time on every beat and tells each mark once; returns what stops it. */
  run(onMark: (mark: TimeMark) => void): () => void {
    const timer = setInterval(() => this.#renew(onMark), this.#beat);
    return () => clearInterval(timer);
  }

  /** The session has moved on: what is shown must not wait for the next beat. */
  renew(): void {
    this.#now = this.#session.clock.now();
  }

  #renew(onMark: (mark: TimeMark) => void): void {
    const before = this.#now;
    this.renew();
    const item = currentItem(this.#session.view);
    const left = this.leftMs;
    if (item === undefined || left === null) return;
    const mark = markPassed(item, left + this.#now - before, left);
    if (mark !== null) onMark(mark);
  }
}

import type { SyncKind } from './guard.ts';

/** This many gaps within this many milliseconds, and the client is out of step for good. */
const limit = { most: 3, within: 60_000 };

/** The frames of one connection that build on something which never came. */
export class Gaps {
  #refused = 0;
  #awaitsAnswer = true;
  #gapsAt: number[] = [];

  /** One more: `ask` for what is missing, `wait` for the answer that is on its way, or `close` the connection. */
  refuse(kind: SyncKind, now: number): 'ask' | 'wait' | 'close' {
    this.#refused += 1;
    if (kind === 'step2') this.#awaitsAnswer = false;
    if (this.#awaitsAnswer) return 'wait';
    this.#gapsAt = [...this.#gapsAt.filter((at) => now - at < limit.within), now];
    if (this.#gapsAt.length >= limit.most) return 'close';
    this.#awaitsAnswer = true;
    return 'ask';
  }

  /** A step 2 can be stored. Answers how many refused frames before it are covered by it. */
  cover(): number {
    const covered = this.#refused;
    this.#refused = 0;
    this.#awaitsAnswer = false;
    return covered;
  }
}

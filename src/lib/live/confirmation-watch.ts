/** How long the server may confirm nothing of what it was sent, in milliseconds: then dial anew, then stop writing. */
export type Patience = { readonly redial: number; readonly stall: number };

/** What to do when patience ends. */
export type OutOfPatience = { redial(): void; stalled(isStalled: boolean): void };

type Timer = ReturnType<typeof setTimeout> | undefined;

/**
 * Watches a server that is there but confirms nothing. Being without a connection does not count: then people know that
 * their text is on their device alone.
 */
export class ConfirmationWatch {
  readonly #patience: Patience;
  readonly #end: OutOfPatience;
  #redial: Timer;
  #stall: Timer;

  constructor(patience: Patience, end: OutOfPatience) {
    this.#patience = patience;
    this.#end = end;
  }

  /** How things stand: whether edits wait for a confirmation, and whether there is a connection to get it by. */
  look(isUnconfirmed: boolean, isConnected: boolean): void {
    if (!isUnconfirmed) {
      this.rest();
      this.#end.stalled(false);
    } else if (isConnected) this.#wait();
    else this.#endRedial();
  }

  /** Something was confirmed, or the connection is gone for longer: the waiting begins anew. */
  rest(): void {
    this.#endRedial();
    clearTimeout(this.#stall);
    this.#stall = undefined;
  }

  #wait(): void {
    this.#redial ??= setTimeout(() => {
      this.#redial = undefined;
      this.#end.redial();
    }, this.#patience.redial);
    // Goes on while we dial anew: that is an attempt to mend it, not a confirmation.
    this.#stall ??= setTimeout(() => this.#end.stalled(true), this.#patience.stall);
  }

  #endRedial(): void {
    clearTimeout(this.#redial);
    this.#redial = undefined;
  }
}

/** Dialled in vain so often in a row, it may be the person and not the network: time to ask. */
const suspicious = 3;

/**
 * A browser does not tell a refused handshake from a lost network. Where the server was well before an attempt and is
 * well after it, the refusal is meant; well only after it, it has just started.
 */
export class RefusedHandshake {
  readonly #health: string;
  #dialledInVain = 0;
  #wasWell = false;

  /** `url` is the web socket address of the documents; the server's health stands beside it. */
  constructor(url: string) {
    this.#health = url.replace(/^ws/, 'http').replace(/documents\/?$/, 'health');
  }

  /** A connection was made. */
  reached(): void {
    this.#dialledInVain = 0;
    this.#wasWell = false;
  }

  /** Another attempt was in vain. Answers whether the server is there and does not want this person. */
  async isMeant(): Promise<boolean> {
    this.#dialledInVain += 1;
    if (this.#dialledInVain < suspicious) return false;
    const wasWell = this.#wasWell;
    const isWell = await fetch(this.#health).then(
      ({ ok }) => ok,
      () => false,
    );
    if (this.#dialledInVain < suspicious) return false;
    this.#wasWell = isWell;
    return wasWell && isWell;
  }
}

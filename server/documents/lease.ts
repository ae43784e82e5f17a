import type { RoundId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { may } from '#domain/people/permissions.ts';

/** What is kept of the request that opened a connection, to ask again who is behind it. */
export type Asking = { readonly url?: string | undefined; readonly headers: { readonly cookie?: string | undefined } };

/** Who is behind a request, asked anew each time; null where nobody is signed in. */
export type Identify = (request: Asking) => Promise<Caller | null>;

/** How long rights that were once looked up may be relied on, in milliseconds. */
const leaseTime = 15_000;

/** Whether a caller may open the documents of a round at all. */
export const mayRead = (caller: Caller, roundId: RoundId): boolean => may(caller, 'analysis.read', { roundId });

const mayWriteIn = (caller: Caller, roundId: RoundId): boolean => may(caller, 'analysis.write', { roundId });

/** The rights of one connection, for as long as they may be relied on without asking again. */
export class Lease {
  readonly #ask: () => Promise<Caller | null>;
  readonly #roundId: RoundId;
  readonly #personId: Caller['personId'];
  #mayWrite: boolean;
  #until: number;

  /** `since`: when the caller was asked for, in milliseconds of the clock. */
  constructor(ask: () => Promise<Caller | null>, roundId: RoundId, caller: Caller, since: number) {
    this.#ask = ask;
    this.#roundId = roundId;
    this.#personId = caller.personId;
    this.#mayWrite = mayWriteIn(caller, roundId);
    this.#until = since + leaseTime;
  }

  get isOver(): boolean {
    return Date.now() >= this.#until;
  }

  get mayWrite(): boolean {
    return this.#mayWrite;
  }

  /** From now on nothing may be done before the rights have been asked for again. */
  expire(): void {
    this.#until = 0;
  }

  /** Asks again; answers why the connection must end, or null where it may go on. */
  async renew(): Promise<'signed-out' | 'not-allowed' | null> {
    const since = Date.now();
    const caller = await this.#ask();
    if (caller?.personId !== this.#personId) return 'signed-out';
    if (!mayRead(caller, this.#roundId)) return 'not-allowed';
    this.#mayWrite = mayWriteIn(caller, this.#roundId);
    this.#until = since + leaseTime;
    return null;
  }
}

import type { PresentPerson } from '#domain/analysis/document.ts';
import type { PersonId } from '#domain/ids.ts';
import type { Claim } from './guard.ts';
import { type PresenceEntry, presenceFrame } from './frames.ts';

/** The largest state of one client, in bytes of JSON. */
const largestState = 4096;

/** Whose presence it is: the connection it came over, and who the server knows behind it. */
export type Owner = { readonly person: PresentPerson };

/**
 * Who has a document open, and where each one's caret is. A connection speaks for one client id, its own: what it says
 * about others is dropped. The name, colour and group are the server's, whatever the client claims.
 *
 * Clocks are the server's too: clients ignore a clock they have seen, so that somebody who reconnects, or is seen again
 * after one's own reconnect, would stay invisible until the next renewal.
 */
export class Presence {
  readonly #states = new Map<Owner, { clientId: number; state: string | null }>();
  readonly #claim: (clientId: number, personId: PersonId) => boolean;
  #clock = 0;

  /** `claim` answers whether a client id belongs to a person, who keeps it from then on. */
  constructor(claim: (clientId: number, personId: PersonId) => boolean) {
    this.#claim = claim;
  }

  /** Takes over what a client says about itself; answers with the frame for the others, or null where there is nothing to tell. */
  update(owner: Owner, claims: readonly Claim[]): Uint8Array | null {
    const clientId =
      this.#states.get(owner)?.clientId ?? claims.map((claim) => claim.clientId).find((id) => this.#isFree(id, owner));
    const claim = claims.findLast((each) => each.clientId === clientId);
    if (clientId === undefined || claim === undefined) return null;
    const state = stamp(claim.state, owner.person);
    if (state === undefined) return null;
    this.#states.set(owner, { clientId, state });
    return presenceFrame([this.#entry(clientId, state ?? 'null')]);
  }

  /** Forgets a connection; answers with the frame for the others. */
  remove(owner: Owner): Uint8Array | null {
    const present = this.#states.get(owner);
    this.#states.delete(owner);
    if (present === undefined || present.state === null) return null;
    return presenceFrame([this.#entry(present.clientId, 'null')]);
  }

  /** Everybody who is present but the asking connection itself. */
  all(asking: Owner): Uint8Array {
    const others = [...this.#states].filter(([owner]) => owner !== asking);
    return presenceFrame(
      others.flatMap(([, { clientId, state }]) => (state === null ? [] : [this.#entry(clientId, state)])),
    );
  }

  /** A client id is free unless it is somebody else's; one's own dead connection gives it up. */
  #isFree(clientId: number, asking: Owner): boolean {
    if (!this.#claim(clientId, asking.person.personId)) return false;
    const holder = [...this.#states].find(([, state]) => state.clientId === clientId)?.[0];
    if (holder !== undefined) this.#states.delete(holder);
    return true;
  }

  #entry(clientId: number, state: string): PresenceEntry {
    this.#clock = Math.max(this.#clock + 1, Date.now());
    return { clientId, clock: this.#clock, state };
  }
}

/** The state with the server's `user` in it, null for "gone"; undefined where it is not a small JSON object. */
function stamp(state: string, user: PresentPerson): string | null | undefined {
  if (Buffer.byteLength(state) > largestState) return undefined;
  try {
    const claimed: unknown = JSON.parse(state);
    if (claimed === null) return null;
    return typeof claimed === 'object' && !Array.isArray(claimed) ? JSON.stringify({ ...claimed, user }) : undefined;
  } catch {
    return undefined;
  }
}

import type { PresentPerson } from '#domain/analysis/document.ts';
import type { PersonId } from '#domain/ids.ts';
import { presenceFrame, type PresenceEntry, type Wire } from './frames.ts';
import type { Claim } from './guard.ts';

/** The largest state of one client, in bytes of JSON. */
const largestState = 4096;
/** A connection's presence is told to the others at most every so many milliseconds. */
const pause = 100;

/** Whose presence it is: the connection it came over, and who the server knows behind it. */
export type Owner = { readonly person: PresentPerson };
type Present = { readonly clientId: number; state: Buffer | null; toldAt: number };

/**
 * Who has a document open, and where each one's caret is. A connection speaks for one client id, its own: what it says
 * about others is dropped. The name, colour and group are the server's, whatever the client claims.
 *
 * Clocks are the server's too: clients ignore a clock they have seen, so that somebody who reconnects, or is seen again
 * after one's own reconnect, would stay invisible until the next renewal.
 */
export class Presence {
  readonly #present = new Map<Owner, Present>();
  readonly #news = new Set<Owner>();
  readonly #gone: number[] = [];
  readonly #claim: (clientId: number, personId: PersonId) => boolean;
  #clock = 0;

  /** `claim` answers whether a client id belongs to a person, who keeps it from then on. */
  constructor(claim: (clientId: number, personId: PersonId) => boolean) {
    this.#claim = claim;
  }

  /** Takes over what a client says about itself; answers whether there is something to tell. */
  update(owner: Owner, claims: readonly Claim[]): boolean {
    const before = this.#present.get(owner);
    const clientId = before?.clientId ?? claims.map((claim) => claim.clientId).find((id) => this.#isFree(id, owner));
    const claim = claims.findLast((each) => each.clientId === clientId);
    if (clientId === undefined || claim === undefined) return false;
    const state = stamp(claim.state, owner.person);
    if (state === undefined) return false;
    if (before === undefined) this.#present.set(owner, { clientId, state, toldAt: 0 });
    else before.state = state;
    this.#news.add(owner);
    return true;
  }

  /** Forgets a connection; answers whether the others have to be told. */
  remove(owner: Owner): boolean {
    const present = this.#present.get(owner);
    this.#present.delete(owner);
    const wasTold = !this.#news.delete(owner);
    if (present === undefined || (present.state === null && wasTold)) return false;
    this.#gone.push(present.clientId);
    return true;
  }

  /** Everybody who is present but the asking connection itself. */
  all(asking: Owner): Wire {
    const entries: PresenceEntry[] = [];
    for (const [owner, { clientId, state }] of this.#present)
      if (owner !== asking && state !== null) entries.push(this.#entry(clientId, state));
    return presenceFrame(entries);
  }

  /** What the others have not been told and may be told now. Each owner gets the frame without the own part. */
  news(now: number): News | null {
    const entries = new Map<Owner | number, PresenceEntry>();
    for (const clientId of this.#gone.splice(0)) entries.set(clientId, this.#entry(clientId, gone));
    for (const owner of this.#news) {
      const present = this.#present.get(owner);
      if (present === undefined || now - present.toldAt < pause) continue;
      present.toldAt = now;
      this.#news.delete(owner);
      entries.set(owner, this.#entry(present.clientId, present.state ?? gone));
    }
    return entries.size === 0 ? null : new News(entries);
  }

  /** In how many milliseconds the next of the others may be told something; null where nothing waits. */
  nextNews(now: number): number | null {
    if (this.#gone.length > 0) return 0;
    let next: number | null = null;
    for (const owner of this.#news) {
      const due = Math.max(0, (this.#present.get(owner)?.toldAt ?? 0) + pause - now);
      next = next === null ? due : Math.min(next, due);
    }
    return next;
  }

  /** A client id is free unless it is somebody else's; one's own dead connection gives it up. */
  #isFree(clientId: number, asking: Owner): boolean {
    if (!this.#claim(clientId, asking.person.personId)) return false;
    for (const [holder, present] of this.#present) {
      if (present.clientId !== clientId) continue;
      this.#present.delete(holder);
      this.#news.delete(holder);
    }
    return true;
  }

  #entry(clientId: number, state: Buffer): PresenceEntry {
    this.#clock = Math.max(this.#clock + 1, Date.now());
    return { clientId, clock: this.#clock, state };
  }
}

/** What is new of everybody's presence, as frames. */
export class News {
  readonly #entries: ReadonlyMap<Owner | number, PresenceEntry>;
  readonly frame: Wire;

  constructor(entries: ReadonlyMap<Owner | number, PresenceEntry>) {
    this.#entries = entries;
    this.frame = presenceFrame([...entries.values()]);
  }

  /** Whether something in it is about this connection itself, which then must not hear it. */
  isAbout(owner: Owner): boolean {
    return this.#entries.has(owner);
  }

  /** The frame without what is about this connection; null where nothing is left. */
  without(owner: Owner): Wire | null {
    const others = [...this.#entries].filter(([whose]) => whose !== owner).map(([, entry]) => entry);
    return others.length === 0 ? null : presenceFrame(others);
  }
}

const gone = Buffer.from('null');
const closing = 0x7d;

/**
 * The state with the server's `user` in it, null for "gone"; undefined where it is not a small JSON object.
 */
function stamp(state: Uint8Array, user: PresentPerson): Buffer | null | undefined {
  if (state.length > largestState) return undefined;
  const text = Buffer.from(state.buffer, state.byteOffset, state.length).toString().trim();
  try {
    const claimed: unknown = JSON.parse(text);
    if (claimed === null) return null;
    if (typeof claimed !== 'object' || Array.isArray(claimed) || text.charCodeAt(text.length - 1) !== closing)
      return undefined;
    // Another name than the server's reaches nobody. Most clients claim none, and are spared writing the state anew.
    if (Object.hasOwn(claimed, 'user')) return Buffer.from(JSON.stringify({ ...claimed, user }));
    const open = text.slice(0, -1);
    const comma = Object.keys(claimed).length === 0 ? '' : ',';
    return Buffer.from(`${open}${comma}${userPart(user)}}`);
  } catch {
    return undefined;
  }
}

const userParts = new WeakMap<PresentPerson, string>();

function userPart(user: PresentPerson): string {
  const known = userParts.get(user);
  if (known !== undefined) return known;
  const part = `"user":${JSON.stringify(user)}`;
  userParts.set(user, part);
  return part;
}

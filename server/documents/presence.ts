import type { PresentPerson } from '#domain/analysis/document.ts';
import { presenceEntry, presenceFrame, type Wire } from './frames.ts';
import type { Claim } from './guard.ts';

/** The largest state of one client, in bytes of JSON. */
const largestState = 4096;
/** A connection's presence is told to the others at most every so many milliseconds. */
const pause = 100;

/** Who joins within so many milliseconds gets the same list. Later it would hold clocks that who comes back has seen. */
const sharedFor = 100;

/** Whose presence it is: the connection it came over, and who the server knows behind it. */
export type Owner = { readonly person: PresentPerson; readonly mayWrite: boolean };
/** What others hear of somebody: where the caret is now, or that the person is there or gone, which may wait a moment. */
export type PresenceNews = 'caret' | 'arrival';
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
  readonly #gone = new Set<number>();
  readonly #claim: (clientId: number, owner: Owner) => boolean;
  #clock = 0;
  /** Everybody, for all who join at the same time. */
  #everybody: { readonly list: News; readonly until: number } | null = null;

  /** `claim` answers whether a client id may be the owner's; who may write keeps it from then on. */
  constructor(claim: (clientId: number, owner: Owner) => boolean) {
    this.#claim = claim;
  }

  /** Takes over what a client says about itself; answers what there is to tell, if anything. */
  update(owner: Owner, claims: readonly Claim[]): PresenceNews | null {
    const before = this.#present.get(owner);
    const clientId = before?.clientId ?? claims.map((claim) => claim.clientId).find((id) => this.#isFree(id, owner));
    const claim = claims.findLast((each) => each.clientId === clientId);
    if (clientId === undefined || claim === undefined) return null;
    const state = stamp(claim.state, owner.person);
    if (state === undefined) return null;
    this.#news.add(owner);
    if (before === undefined) this.#present.set(owner, { clientId, state, toldAt: 0 });
    // Every 15 s a browser says again what it has said, so that others do not take it for gone.
    const isCaret = before !== undefined && (state === null || before.state?.equals(state) !== true);
    if (before !== undefined) before.state = state;
    return isCaret ? 'caret' : 'arrival';
  }

  /** Forgets a connection; answers whether the others have to be told. */
  remove(owner: Owner): boolean {
    // Who comes back ignores the clocks that it has seen.
    this.#everybody = null;
    const present = this.#present.get(owner);
    this.#present.delete(owner);
    const wasTold = !this.#news.delete(owner);
    if (present === undefined || (present.state === null && wasTold)) return false;
    this.#gone.add(present.clientId);
    return true;
  }

  /** Everybody who is present but the asking connection itself. */
  all(asking: Owner): Wire {
    const now = performance.now();
    if (this.#everybody === null || this.#everybody.until < now)
      this.#everybody = { list: this.#list(), until: now + sharedFor };
    return this.#everybody.list.without(asking) ?? presenceFrame(0);
  }

  /** What the others have not been told and may be told now. Each owner gets the frame without the own part. */
  news(now: number): News | null {
    const news = new News();
    for (const clientId of this.#gone) news.add(clientId, this.#entry(clientId, gone));
    this.#gone.clear();
    for (const owner of this.#news) {
      const present = this.#present.get(owner);
      if (present === undefined || now - present.toldAt < pause) continue;
      present.toldAt = now;
      this.#news.delete(owner);
      news.add(owner, this.#entry(present.clientId, present.state ?? gone));
    }
    if (news.isEmpty) return null;
    this.#everybody = null;
    return news;
  }

  /** In how many milliseconds the next of the others may be told something; null where nothing waits. */
  nextNews(now: number): number | null {
    if (this.#gone.size > 0) return 0;
    let next: number | null = null;
    for (const owner of this.#news) {
      const due = Math.max(0, (this.#present.get(owner)?.toldAt ?? 0) + pause - now);
      next = next === null ? due : Math.min(next, due);
    }
    return next;
  }

  /** A client id is free unless somebody else writes or shows up under it; one's own dead connection gives it up. */
  #isFree(clientId: number, asking: Owner): boolean {
    if (!this.#claim(clientId, asking)) return false;
    for (const [holder, present] of this.#present) {
      if (present.clientId !== clientId) continue;
      // Who only reads keeps nobody from writing under an id.
      if (holder.person.personId !== asking.person.personId && !asking.mayWrite) return false;
      this.#present.delete(holder);
      this.#news.delete(holder);
      this.#everybody = null;
    }
    // Who is back at once is not told to be gone.
    this.#gone.delete(clientId);
    return true;
  }

  #list(): News {
    const list = new News();
    for (const [owner, { clientId, state }] of this.#present)
      if (state !== null) list.add(owner, this.#entry(clientId, state));
    return list;
  }

  #entry(clientId: number, state: Buffer): Buffer {
    this.#clock = Math.max(this.#clock + 1, Date.now());
    return presenceEntry(clientId, this.#clock, state);
  }
}

/** What is new of everybody's presence. */
export class News {
  readonly #places = new Map<Owner | number, { readonly from: number; readonly to: number }>();
  readonly #entries: Buffer[] = [];
  #bytes = 0;
  #joined: Buffer | null = null;
  #frame: Wire | null = null;

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Of an owner, or of a client id that nobody has any more; each once. */
  add(whose: Owner | number, entry: Buffer): void {
    this.#places.set(whose, { from: this.#bytes, to: this.#bytes + entry.length });
    this.#entries.push(entry);
    this.#bytes += entry.length;
  }

  /** All of it as one frame. */
  get frame(): Wire {
    return (this.#frame ??= presenceFrame(this.#entries.length, this.#together));
  }

  /** Whether something in it is about this connection itself, which then must not hear it. */
  isAbout(owner: Owner): boolean {
    return this.#places.has(owner);
  }

  /** The frame without what is about this connection; null where nothing is left. */
  without(owner: Owner): Wire | null {
    const own = this.#places.get(owner);
    if (own === undefined) return this.frame;
    const left = this.#entries.length - 1;
    if (left === 0) return null;
    return presenceFrame(left, this.#together.subarray(0, own.from), this.#together.subarray(own.to));
  }

  get #together(): Buffer {
    return (this.#joined ??= Buffer.concat(this.#entries, this.#bytes));
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

import { nothing, type Wire } from './frames.ts';
import type { Member } from './member.ts';
import type { Presence } from './presence.ts';

/** A caret that moves waits so long for a change to go with, in milliseconds: longer than a room's pace and a commit. */
const caretPause = 85;
/** Who comes or goes is told so much later, in milliseconds: a full house comes in at once. */
const arrivalPause = 250;

/** What a room's members have to be told, put together so that each socket is written to once. */
export class Delivery {
  readonly #members: ReadonlySet<Member>;
  readonly #presence: Presence;
  #fresh: { readonly frame: Wire; readonly author: Member }[] = [];
  #acks = new Map<Member, number>();
  #timer: { readonly at: number; readonly handle: NodeJS.Timeout } | null = null;

  constructor(members: ReadonlySet<Member>, presence: Presence) {
    this.#members = members;
    this.#presence = presence;
  }

  /** A stored change, for everybody but its author. */
  add(frame: Wire, author: Member): void {
    this.#fresh.push({ frame, author });
  }

  /** So many more sync frames of a member are stored. */
  acknowledge(member: Member, frames: number): void {
    this.#acks.set(member, (this.#acks.get(member) ?? 0) + frames);
  }

  /** So many frames of a member held nothing new, such as the answer of who has just joined: it can wait a moment. */
  acknowledgeKnown(member: Member, frames: number): void {
    this.acknowledge(member, frames);
    this.#flushIn(arrivalPause);
  }

  /** Somebody's caret has moved: the others hear of it with the next change, or soon. */
  tellCaret(): void {
    this.#flushIn(caretPause);
  }

  /** Somebody has come or gone: the others hear of it with whatever is next, or in a moment. */
  tellArrival(): void {
    this.#flushIn(arrivalPause);
  }

  /** Delivers what is stored, before somebody joins who gets it as part of the document. */
  catchUp(): void {
    if (this.#fresh.length > 0) this.flush();
  }

  /** Delivers nothing more. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer.handle);
    this.#fresh = [];
    this.#acks.clear();
  }

  /** One buffer for everybody who has nothing of their own in it, written once to each socket. */
  flush(): void {
    const now = performance.now();
    if (this.#timer !== null) clearTimeout(this.#timer.handle);
    this.#timer = null;
    const fresh = this.#fresh;
    const acks = this.#acks;
    const news = this.#presence.news(now);
    if (fresh.length > 0) this.#fresh = [];
    if (acks.size > 0) this.#acks = new Map();
    const updates = joined(fresh.map(({ frame }) => frame));
    const all = news === null ? updates : joined([updates, news.frame]);
    const authors = new Set(fresh.map(({ author }) => author));
    for (const member of this.#members) {
      const frames = acks.get(member);
      const isSpecial = frames !== undefined || authors.has(member) || news?.isAbout(member) === true;
      if (!isSpecial) {
        if (member.follows && all.length > 0) member.send(member.isCongested ? updates : all);
        continue;
      }
      const own = [frames === undefined ? nothing : member.acknowledge(frames)];
      if (member.follows) {
        if (authors.has(member)) own.push(...fresh.filter(({ author }) => author !== member).map(({ frame }) => frame));
        else own.push(updates);
        own.push(news?.without(member) ?? nothing);
      }
      const wire = joined(own);
      if (wire.length > 0) member.send(wire);
    }
    const next = this.#presence.nextNews(now);
    if (next !== null && this.#members.size > 0) this.#flushIn(Math.max(next, caretPause));
  }

  #flushIn(pause: number): void {
    const at = performance.now() + pause;
    if (this.#timer !== null) {
      if (this.#timer.at <= at) return;
      clearTimeout(this.#timer.handle);
    }
    this.#timer = { at, handle: setTimeout(() => this.flush(), pause) };
  }
}

function joined(wires: readonly Wire[]): Wire {
  const parts = wires.filter(({ length }) => length > 0);
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

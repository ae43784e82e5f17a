import { createContext } from 'svelte';

/** Pause between two announcements in ms: shorter ones cut each other off in screen readers. */
export const ANNOUNCEMENT_PAUSE = 3000;

/** Where the announcer gets its time from; tests put their own in. */
export interface AnnouncerClock {
  /** Milliseconds from any fixed point. */
  now(): number;
  /** Runs `task` once after `ms`. */
  after(ms: number, task: () => void): void;
}

const browserClock: AnnouncerClock = {
  now: () => performance.now(),
  after: (ms, task) => void setTimeout(task, ms),
};

/**
 * The one voice for screen readers: two live regions, present from the start, fed at most once in three seconds. What
 * arrives meanwhile waits, is said once however often it came, and is merged into one announcement; urgent first.
 */
export class Announcer {
  #clock: AnnouncerClock;
  #polite = $state('');
  #assertive = $state('');
  #waiting: { text: string; urgent: boolean }[] = [];
  #spokenAt = -Infinity;
  #scheduled = false;

  constructor(clock: AnnouncerClock = browserClock) {
    this.#clock = clock;
  }

  /** Text of the polite region. */
  get polite(): string {
    return this.#polite;
  }

  /** Text of the assertive region. */
  get assertive(): string {
    return this.#assertive;
  }

  /** Says `text` soon; `urgent` only when the listener has to act. */
  announce(text: string, { urgent = false }: { urgent?: boolean } = {}): void {
    const same = this.#waiting.find((message) => message.text === text);
    if (same) same.urgent ||= urgent;
    else this.#waiting.push({ text, urgent });
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const rest = this.#spokenAt + ANNOUNCEMENT_PAUSE - this.#clock.now();
    this.#clock.after(Math.max(rest, 0), () => this.#speak());
  }

  #speak(): void {
    this.#scheduled = false;
    const urgent = this.#waiting.some((message) => message.urgent);
    const spoken = this.#waiting.filter((message) => message.urgent === urgent);
    this.#waiting = this.#waiting.filter((message) => message.urgent !== urgent);
    this.#spokenAt = this.#clock.now();
    const text = spoken.map((message) => message.text).join(' ');
    if (urgent) this.#assertive = changed(this.#assertive, text);
    else this.#polite = changed(this.#polite, text);
    if (this.#waiting.length > 0) this.#schedule();
  }
}

/** A region that keeps its text stays silent, so a repetition gets an inaudible difference. */
function changed(before: string, text: string): string {
  return before === text ? `${text}\u00A0` : text;
}

/** `useAnnouncer()` inside a component gives the page's announcer; LiveRegions provides it. */
export const [useAnnouncer, provideAnnouncer] = createContext<Announcer>();

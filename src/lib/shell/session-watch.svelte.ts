import { createContext } from 'svelte';
import { invalidate } from '$app/navigation';
import type { Snapshot } from '#domain/contract.ts';
import type { PersonId } from '#domain/ids.ts';
import { roleMay } from '#domain/people/permissions.ts';
import type { OpenSession } from '#domain/round/round.ts';
import { currentItem, runningBallot } from '#domain/session/session.ts';
import type { LiveSession } from '#lib/live/connection.svelte.ts';

/** What loads depend on that show what happens now. */
export const happeningNow = 'app:now';

/**
 * The session that is open now, as the frame of the workspace shows it. Whoever has entered it follows it live, and so
 * stays in its list of people; everybody else asks again from time to time.
 */
export class SessionWatch {
  readonly #loaded: () => OpenSession | null;
  readonly #personId: () => PersonId;
  #live = $state.raw<LiveSession | null>(null);

  constructor(loaded: () => OpenSession | null, personId: () => PersonId) {
    this.#loaded = loaded;
    this.#personId = personId;
  }

  /** The connection of somebody who has entered. */
  get live(): LiveSession | null {
    return this.#live;
  }

  /** What the yellow link shows; null while nothing is open. */
  get now(): OpenSession | null {
    const view = this.#live?.view;
    if (view === undefined) return this.#loaded();
    if (view.status !== 'open') return null;
    const role = view.people.find((person) => person.personId === this.#personId())?.role ?? 'observer';
    const ballot = runningBallot(view);
    return {
      id: view.id,
      itemPosition: currentItem(view)?.position ?? null,
      awaitsVote: ballot?.mine === null && ballot.onRoll && roleMay(role, 'vote.cast'),
      hasEntered: true,
    };
  }

  /** Follows the session from this view on, or from a sketch of it, until the returned function is called. Browser only. */
  follow(snapshot: Snapshot): () => void {
    let leave: (() => void) | undefined = undefined;
    let isWanted = true;
    const start = async (): Promise<void> => {
      const { LiveSession } = await import('#lib/live/connection.svelte.ts');
      if (!isWanted) return;
      this.#live = new LiveSession({ snapshot, personId: this.#personId() });
      leave = this.#live.connect();
    };
    // Without its code the page asks again, like those who have not entered.
    start().catch(() => undefined);
    return () => {
      isWanted = false;
      leave?.();
      this.#live = null;
    };
  }

  /** Asks whether anything has changed and has the page loaded anew if so. Whoever is signed out keeps the page. */
  async askAgain(): Promise<void> {
    const answer = await fetch('/open-session.json').catch(() => null);
    if (answer?.ok !== true) return;
    if ((await answer.text()) !== JSON.stringify(this.#loaded())) await invalidate(happeningNow);
  }
}

/** `useSessionWatch()` inside a page of the workspace gives its watch; the workspace's layout provides it. */
export const [useSessionWatch, provideSessionWatch] = createContext<SessionWatch>();

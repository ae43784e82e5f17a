import { untrack } from 'svelte';
import type { Snapshot } from '#domain/contract.ts';
import type { PersonId } from '#domain/ids.ts';
import { LiveSession } from '#lib/live/connection.svelte.ts';
import type { TimeMark } from './rough-time.ts';
import { SessionTime } from './session-time.svelte.ts';

/** What the page came with. */
export type Arrival = { readonly snapshot: Snapshot; readonly personId: PersonId };

/** A session that a component follows for as long as it is shown, with its time. */
export type Followed = { readonly live: LiveSession; readonly time: SessionTime };

/** Follows the session while the calling component is shown. `beat`: how often the time is renewed, in milliseconds. */
export function followSession(arrival: () => Arrival, onMark: (mark: TimeMark) => void, beat = 5000): Followed {
  const live = untrack(() => new LiveSession(arrival()));
  const time = new SessionTime(live, beat);
  $effect(() => live.connect());
  $effect(() => time.run(onMark));
  $effect(() => {
    if (live.view.currentItemId !== null) untrack(() => time.renew());
  });
  $effect(() => heedDevice(live));
  return { live, time };
}

/** Believes the device when it says that it is off the net or back. Returns what stops listening. */
function heedDevice(live: LiveSession): () => void {
  const hangUp = (): void => live.hangUp();
  const retry = (): void => {
    if (document.visibilityState === 'visible') live.retryNow();
  };
  addEventListener('offline', hangUp);
  addEventListener('online', retry);
  document.addEventListener('visibilitychange', retry);
  return () => {
    removeEventListener('offline', hangUp);
    removeEventListener('online', retry);
    document.removeEventListener('visibilitychange', retry);
  };
}

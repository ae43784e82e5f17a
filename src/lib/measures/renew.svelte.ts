import { invalidate } from '$app/navigation';
import { navigating } from '$app/state';
import { type WatchedRound, watchRounds } from '#lib/live/round-watch.ts';

/** Loads the measures of the page again whenever somebody has changed one. Call while a component is made. */
export function renewWhenChanged(rounds: () => readonly WatchedRound[]): void {
  $effect(() => watchRounds(rounds, renew));
}

/** Loading again would break off a change of the page that is under way, for example after one's own form. */
function renew(): void {
  if (navigating.to === null) void invalidate('app:measures');
  else setTimeout(renew, 200);
}

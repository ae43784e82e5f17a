import { m } from '#lib/paraglide/messages.js';
import type { Progress } from './weighted-paper.ts';

/** How far a measure is judged, in words; `of` is how many criteria there are. */
export function progressText({ state, given }: Progress, of: number): string {
  if (state === 'complete') return m.prioritisation_state_complete();
  return state === 'open' ? m.prioritisation_state_open() : m.prioritisation_state_partly({ given, of });
}

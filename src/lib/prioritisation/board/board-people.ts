import { type Tone, tones } from '#domain/people/caller.ts';
import type { OtherPerson } from '#lib/live/other-people.ts';
import type { Presence } from '#lib/ui/presence.ts';

/** Who looks at the board, oneself first; somebody with several windows once. */
export function atBoard(me: Presence, others: readonly OtherPerson[]): Presence[] {
  const found = new Map([[me.name, me]]);
  for (const { name, initials, tone } of others) found.set(name, { name, initials, tone: toneOf(tone) });
  return [...found.values()];
}

/** The presence colour that a number names. */
export const toneOf = (number: number): Tone => tones.find((tone) => tone === number) ?? 1;

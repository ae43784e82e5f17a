import { m } from '#lib/paraglide/messages.js';
import type { Roll, Unit } from '#domain/prioritisation/ballot.ts';

/**
 * How many votes a ballot would have if its roll was closed now, for each way to close it; and how many of those who may
 * vote are connected, were until a moment ago, and are gone.
 */
export type VotesHere = Readonly<Record<Roll, Readonly<Record<Unit, number>>>> & {
  readonly online: number;
  readonly lately: number;
  readonly gone: number;
};

/** Who is there, in words: a sentence for each kind that there is. */
export function hereText({ online, lately, gone }: VotesHere): string {
  return [
    m.prioritisation_here_online({ count: online }),
    ...(lately > 0 ? [m.prioritisation_here_lately({ count: lately })] : []),
    ...(gone > 0 ? [m.prioritisation_here_gone({ count: gone })] : []),
  ].join(' ');
}

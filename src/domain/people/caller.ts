import type { GroupId, PersonId, RoundId, SessionId } from '#domain/ids.ts';

/** What a person is in one round. A guest is bound to one session of it. */
export const roles = ['coordinator', 'moderator', 'planner', 'delegate', 'observer', 'guest'] as const;
export type Role = (typeof roles)[number];

/** One of the six presence colours; initials tell people apart, the colour only helps. */
export const tones = [1, 2, 3, 4, 5, 6] as const;
export type Tone = (typeof tones)[number];

/** A person's place in a round: the role, the group spoken for, and for guests the one session it is good for. */
export type Seat = {
  readonly roundId: RoundId;
  readonly role: Role;
  readonly group: { readonly id: GroupId; readonly name: string } | null;
  readonly sessionId: SessionId | null;
};

/** Who is asking: as the server knows the person, never as the browser claims. */
export type Caller = {
  readonly personId: PersonId;
  /** The name shown to others. */
  readonly name: string;
  /** One to three letters for the presence mark. */
  readonly initials: string;
  readonly tone: Tone;
  readonly seats: readonly Seat[];
};

/** The caller's seat in a round, if there is one. */
export const seatIn = (caller: Caller | null, roundId: RoundId): Seat | undefined =>
  caller?.seats.find((seat) => seat.roundId === roundId);

/** One to three capital letters from a name: "Arbeitskreis Armut" → "AA", "Bündnis Pflege" → "BP", "Integration" → "IN". */
export function initialsOf(name: string): string {
  const words = name
    .split(/[\s/.-]+/u)
    .map((word) => word.replace(/[^\p{L}\p{N}]/gu, ''))
    .filter((word) => word !== '');
  const letters =
    words.length > 1 ? words.map((word) => Array.from(word)[0]).slice(0, 2) : Array.from(words[0] ?? '?').slice(0, 2);
  // "ß" becomes two letters in capitals.
  return Array.from(letters.join('').toLocaleUpperCase('de')).slice(0, 3).join('');
}

import type { PersonId, SessionId } from '#domain/ids.ts';
import { presenceGrace } from '#domain/prioritisation/ballot.ts';

/** Who of a session is connected now, and who was until a moment ago. */
export type Present = { readonly online: readonly PersonId[]; readonly lately: readonly PersonId[] };

/**
 * Who is connected to which session, in memory: the gateway says who comes and goes, commands ask. Nobody has left who is
 * back within `presenceGrace`.
 */
export type Connected = {
  /** A line of this person follows the session from now on. */
  came(sessionId: SessionId, personId: PersonId, line: object): void;
  /** It does not any more; the person may have others. */
  went(sessionId: SessionId, personId: PersonId, line: object): void;
  /** These may have been connected until now, for all that is known: the server has just started. */
  mayBeHere(sessionId: SessionId, personIds: readonly PersonId[]): void;
  of(sessionId: SessionId): Present;
  /** In how many milliseconds the next of those who are gone no longer counts as there; undefined where nobody does. */
  nextLeaves(sessionId: SessionId): number | undefined;
};

/** The lines of one person, and when the last one went. */
type Place = { readonly lines: Set<object>; leftAt: number };

/** `now`: milliseconds of a clock that never goes back. */
export function createConnected(now: () => number = () => performance.now()): Connected {
  const sessions = new Map<SessionId, Map<PersonId, Place>>();

  function placeOf(sessionId: SessionId, personId: PersonId): Place {
    const people = sessions.get(sessionId) ?? new Map<PersonId, Place>();
    sessions.set(sessionId, people);
    const place = people.get(personId) ?? { lines: new Set(), leftAt: now() };
    people.set(personId, place);
    return place;
  }

  /** Those who still count as there; the others are forgotten. */
  function placesIn(sessionId: SessionId): [PersonId, Place][] {
    const people = sessions.get(sessionId);
    if (people === undefined) return [];
    const gone = now() - presenceGrace;
    for (const [personId, { lines, leftAt }] of people) if (lines.size === 0 && leftAt <= gone) people.delete(personId);
    if (people.size === 0) sessions.delete(sessionId);
    return [...people];
  }

  return {
    came: (sessionId, personId, line) => void placeOf(sessionId, personId).lines.add(line),
    went(sessionId, personId, line) {
      const place = placeOf(sessionId, personId);
      place.lines.delete(line);
      place.leftAt = now();
    },
    mayBeHere(sessionId, personIds) {
      for (const personId of personIds) placeOf(sessionId, personId);
    },
    of(sessionId) {
      const places = placesIn(sessionId);
      const those = (isOnline: boolean) =>
        places.flatMap(([personId, { lines }]) => (lines.size > 0 === isOnline ? [personId] : []));
      return { online: those(true), lately: those(false) };
    },
    nextLeaves(sessionId) {
      const left = placesIn(sessionId).flatMap(([, { lines, leftAt }]) => (lines.size > 0 ? [] : [leftAt]));
      return left.length === 0 ? undefined : Math.min(...left) + presenceGrace - now();
    },
  };
}

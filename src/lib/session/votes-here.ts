import { roleMay } from '#domain/people/permissions.ts';
import type { Unit } from '#domain/prioritisation/ballot.ts';
import type { SessionView } from '#domain/session/session.ts';

/** How many votes a ballot would have if its roll was closed now: one for each person, or one for each of their groups. */
export function votesHere({ people }: Pick<SessionView, 'people'>): Record<Unit, number> {
  const voters = people.filter(({ role }) => roleMay(role, 'vote.cast'));
  const groups = new Set(voters.map(({ group, personId }) => group ?? personId));
  return { person: voters.length, group: groups.size };
}

import { roleMay } from '#domain/people/permissions.ts';
import type { Unit } from '#domain/prioritisation/ballot.ts';
import type { Attendee, SessionView } from '#domain/session/session.ts';
import type { Attendance } from '#lib/live/attendance.svelte.ts';
import type { VotesHere } from '#lib/prioritisation/votes-here.ts';

type Known = Pick<Attendance, 'known' | 'isOnline' | 'isThere'>;

/** What the roll of a ballot would be if it was closed now; as long as nobody knows who is connected, all are. */
export function votesHere({ people }: Pick<SessionView, 'people'>, attendance: Known): VotesHere {
  const voters = people.filter(({ role }) => roleMay(role, 'vote.cast'));
  const there = attendance.known ? voters.filter(({ personId }) => attendance.isThere(personId)) : voters;
  const online = attendance.known ? voters.filter(({ personId }) => attendance.isOnline(personId)) : voters;
  return {
    ...{ present: votesOf(there), entered: votesOf(voters) },
    ...{ online: online.length, lately: there.length - online.length, gone: voters.length - there.length },
  };
}

/** One for each person, or one for each of their groups. */
const votesOf = (voters: readonly Attendee[]): Record<Unit, number> => ({
  person: voters.length,
  group: new Set(voters.map(({ group, personId }) => group ?? personId)).size,
});

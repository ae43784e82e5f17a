import { roleMay } from '#domain/people/permissions.ts';
import type { SessionView } from '#domain/session/session.ts';

/** How many of the people in a session may vote: the seats of the ring. */
export const votingSeats = (view: SessionView): number =>
  view.people.filter(({ role }) => roleMay(role, 'vote.cast')).length;

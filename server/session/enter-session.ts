import { seatIn } from '#domain/people/caller.ts';
import { Refused } from '#domain/refused.ts';
import { AlreadyDone, type Verb } from '../commands.ts';
import { arrivedLate } from '../prioritisation/run-ballot.ts';
import { attendee } from './attendees.ts';

/**
 * Records that the caller is in the session; once, however often they come back. Members may come early, guests not.
 * @throws Refused 'session-not-open' for a guest before the session, 'session-over' for somebody new after it
 */
export const enterSession: Verb<'session.enter'> = async (changes, { caller, session }) => {
  const { numInsertedOrUpdatedRows } = await changes
    .insertInto('attendance')
    .values({ session_id: session.id, person_id: caller.personId, clock: session.clock, at: session.at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) throw new AlreadyDone(session.clock - 1);
  if (session.status === 'closed') throw new Refused('session-over');
  const isGuest = seatIn(caller, session.roundId)?.role === 'guest';
  if (isGuest && session.status === 'planned') throw new Refused('session-not-open');
  const person = await attendee(changes, session.id, caller.personId);
  const told = [
    { fact: { kind: 'person.arrived' as const, person } },
    ...(await arrivedLate(changes, session, caller.personId)),
  ];
  return { told, subject: session.id };
};

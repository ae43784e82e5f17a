import type { PersonId, SessionId } from '#domain/ids.ts';
import type { Attendee } from '#domain/session/session.ts';
import type { Queries } from '../database/database.ts';
import { arrivals } from '../people/arrivals.ts';

/** Everybody who has entered the session, in the order of arrival; `only` one person, if she has. */
export async function attendees(db: Queries, sessionId: SessionId, only?: PersonId): Promise<Attendee[]> {
  const all = arrivals(db, sessionId);
  const rows = await (only === undefined ? all : all.where('person.id', '=', only)).execute();
  return rows.map(asAttendee);
}

/** One of those who have entered. */
export async function attendee(db: Queries, sessionId: SessionId, personId: PersonId): Promise<Attendee> {
  const found = arrivals(db, sessionId).where('person.id', '=', personId);
  return asAttendee(await found.executeTakeFirstOrThrow());
}

type Row = Awaited<ReturnType<ReturnType<typeof arrivals>['executeTakeFirstOrThrow']>>;

/** Who is no member of the round (any more) took part as a guest. */
const asAttendee = ({ id, role, ...person }: Row): Attendee => ({ personId: id, ...person, role: role ?? 'guest' });

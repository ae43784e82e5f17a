import type { PersonId, SessionId } from '#domain/ids.ts';
import type { Attendee } from '#domain/session/session.ts';
import type { Queries } from '../database/database.ts';

/** Everybody who has entered the session, in the order of arrival. */
export async function attendees(db: Queries, sessionId: SessionId): Promise<Attendee[]> {
  return (await arrivals(db, sessionId).execute()).map(asAttendee);
}

/** One of those who have entered. */
export async function attendee(db: Queries, sessionId: SessionId, personId: PersonId): Promise<Attendee> {
  const found = arrivals(db, sessionId).where('person.id', '=', personId);
  return asAttendee(await found.executeTakeFirstOrThrow());
}

function arrivals(db: Queries, sessionId: SessionId) {
  return db
    .selectFrom('attendance')
    .innerJoin('session', 'session.id', 'attendance.session_id')
    .innerJoin('person', 'person.id', 'attendance.person_id')
    .leftJoin('membership', (join) =>
      join.onRef('membership.person_id', '=', 'person.id').onRef('membership.round_id', '=', 'session.round_id'),
    )
    .leftJoin('guest', (join) =>
      join.onRef('guest.person_id', '=', 'person.id').onRef('guest.session_id', '=', 'session.id'),
    )
    .leftJoin('stakeholder_group', (join) =>
      join.on((eb) =>
        eb('stakeholder_group.id', '=', eb.fn.coalesce(eb.ref('membership.group_id'), eb.ref('guest.group_id'))),
      ),
    )
    .where('attendance.session_id', '=', sessionId)
    .select([
      'person.id',
      'person.name',
      'person.initials',
      'person.tone',
      'membership.role',
      'stakeholder_group.name as group',
    ])
    .orderBy('attendance.clock');
}

type Row = Awaited<ReturnType<ReturnType<typeof arrivals>['executeTakeFirstOrThrow']>>;

/** Who is no member of the round (any more) took part as a guest. */
const asAttendee = ({ id, role, ...person }: Row): Attendee => ({ personId: id, ...person, role: role ?? 'guest' });

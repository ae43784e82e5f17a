import type { SessionId } from '#domain/ids.ts';
import type { Queries } from '../database/database.ts';

/** Everybody who has entered a session, in the order of arrival: who they are, and the seat that they have in it. */
export function arrivals(db: Queries, sessionId: SessionId) {
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

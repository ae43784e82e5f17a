import type { PersonId } from '#domain/ids.ts';
import type { Seat } from '#domain/people/caller.ts';
import type { Queries } from '../database/database.ts';

/** Every seat of a person: her memberships, and for a guest the one session that she has joined. */
export async function seatsOf(db: Queries, personId: PersonId): Promise<Seat[]> {
  const memberships = db
    .selectFrom('membership')
    .leftJoin('stakeholder_group as g', 'g.id', 'membership.group_id')
    .select(['membership.round_id', 'membership.role', 'g.id as group_id', 'g.name as group_name'])
    .where('membership.person_id', '=', personId)
    .execute();
  const guestSeats = db
    .selectFrom('guest')
    .innerJoin('session', 'session.id', 'guest.session_id')
    .leftJoin('stakeholder_group as g', 'g.id', 'guest.group_id')
    .select(['session.round_id', 'session.id as session_id', 'g.id as group_id', 'g.name as group_name'])
    .where('guest.person_id', '=', personId)
    .execute();
  // Both at once: were one awaited after the other, a failure of the second would have nobody to catch it.
  const [members, guests] = await Promise.all([memberships, guestSeats]);
  return [
    ...members.map((row) => ({ ...seat(row), role: row.role, sessionId: null })),
    ...guests.map((row) => ({ ...seat(row), role: 'guest' as const, sessionId: row.session_id })),
  ];
}

type SeatRow = {
  round_id: Seat['roundId'];
  group_id: NonNullable<Seat['group']>['id'] | null;
  group_name: string | null;
};

function seat({ round_id, group_id, group_name }: SeatRow): Pick<Seat, 'roundId' | 'group'> {
  return {
    roundId: round_id,
    group: group_id === null || group_name === null ? null : { id: group_id, name: group_name },
  };
}

import { sql } from 'kysely';
import type { PersonId } from '#domain/ids.ts';
import type { Role, Seat } from '#domain/people/caller.ts';
import type { Queries } from '../database/database.ts';
import { together } from '../database/together.ts';

/** Reads every seat of a person: her memberships, and for a guest the one session that she has joined. */
export type ReadSeats = (personId: PersonId) => Promise<readonly Seat[]>;

/** Who asks for several people at once has them read in one statement. */
export function createSeats(db: Queries): ReadSeats {
  const read = together((people: readonly PersonId[]) => readSeats(db, people));
  return async (personId) => (await read(personId)) ?? [];
}

async function readSeats(db: Queries, people: readonly PersonId[]): Promise<Map<PersonId, Seat[]>> {
  const { rows } = await sql<SeatRow>`
    select seat.*, stakeholder_group.name as group_name from (
      select person_id, round_id, role, group_id, null::uuid as session_id
      from membership where person_id = any(${people}::uuid[])
      union all
      select person_id, session.round_id, 'guest', group_id, session.id
      from guest join session on session.id = guest.session_id where person_id = any(${people}::uuid[])
    ) as seat left join stakeholder_group on stakeholder_group.id = seat.group_id`.execute(db);
  return new Map(
    [...Map.groupBy(rows, ({ person_id }) => person_id)].map(([person, own]) => [person, own.map(seatOf)]),
  );
}

type SeatRow = {
  person_id: PersonId;
  round_id: Seat['roundId'];
  role: Role;
  group_id: NonNullable<Seat['group']>['id'] | null;
  group_name: string | null;
  session_id: Seat['sessionId'];
};

function seatOf({ round_id, role, group_id, group_name, session_id }: SeatRow): Seat {
  return {
    roundId: round_id,
    role,
    group: group_id === null || group_name === null ? null : { id: group_id, name: group_name },
    sessionId: session_id,
  };
}

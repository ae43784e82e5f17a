import { sql } from 'kysely';
import type { BallotId, GroupId, PersonId, RoundId } from '#domain/ids.ts';
import { type Caller, type Role, roles, seatIn } from '#domain/people/caller.ts';
import { roleMay } from '#domain/people/permissions.ts';
import type { Unit } from '#domain/prioritisation/ballot.ts';
import { Refused } from '#domain/refused.ts';
import type { Changes, Queries } from '../database/database.ts';
import type { SessionRow } from '../commands.ts';

/** Who may vote at all. */
const voting: readonly Role[] = roles.filter((role) => roleMay(role, 'vote.cast'));

type Entry = {
  voter_id: string;
  person_id: PersonId | null;
  group_id: GroupId | null;
  name: string;
  of_group: string | null;
};

/** How a roll is closed: whose votes, and of which people; null for all who have entered. */
type Closing = { readonly ballotId: BallotId; readonly unit: Unit; readonly here: readonly PersonId[] | null };

/**
 * Writes down who may vote: those of `here` who have entered the session and may, or each of their groups once. Answers how
 * many votes.
 */
export async function freezeRoll(
  changes: Changes,
  session: SessionRow,
  { ballotId, unit, here }: Closing,
): Promise<number> {
  const entries = await entriesOf(changes, session, unit, here);
  if (entries.length > 0)
    await changes
      .insertInto('ballot_voter')
      .values(entries.map((entry) => ({ ...entry, ballot_id: ballotId, admitted_at: null })))
      .execute();
  return entries.length;
}

/**
 * Puts one person more on the roll, or the person's group. Answers the vote.
 * @throws Refused 'not-found' for who is not in the session or may not vote, 'already-on-roll'
 */
export async function admit(
  changes: Changes,
  session: SessionRow,
  ballotId: BallotId,
  unit: Unit,
  personId: PersonId,
): Promise<string> {
  const [entry] = await entriesOf(changes, session, unit, [personId]);
  if (entry === undefined) throw new Refused('not-found');
  const { numInsertedOrUpdatedRows } = await changes
    .insertInto('ballot_voter')
    .values({ ...entry, ballot_id: ballotId, admitted_at: session.at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) throw new Refused('already-on-roll');
  return entry.voter_id;
}

/** Who may vote, has entered the session and whose vote is not on the roll, in the order of arrival; `only` whether one is. */
export async function lateFor(
  db: Queries,
  session: Pick<SessionRow, 'id' | 'roundId'>,
  ballotId: BallotId,
  unit: Unit,
  only: PersonId | null = null,
): Promise<PersonId[]> {
  const { rows } = await sql<{ id: PersonId }>`with here as (${votersHere(session)})
    select id from here
    where (${only}::uuid is null or id = ${only}::uuid) and not exists (select from ballot_voter r
      where r.ballot_id = ${ballotId}
        and r.voter_id = case when ${unit} = 'group' then coalesce(here.group_id, here.id) else here.id end)
    order by clock`.execute(db);
  return rows.map(({ id }) => id);
}

/** How many votes are on the roll. */
export async function votesOn(db: Queries, ballotId: BallotId): Promise<number> {
  const { votes } = await db
    .selectFrom('ballot_voter')
    .where('ballot_id', '=', ballotId)
    .select((eb) => eb.fn.countAll<string>().as('votes'))
    .executeTakeFirstOrThrow();
  return Number(votes);
}

/**
 * Under which id of a roll somebody votes, never under two: the own one, or in a ballot of groups the group's, where there
 * is one. Null for those who may not vote at all.
 */
export function voterIdOf(caller: Caller, roundId: RoundId, unit: Unit): string | null {
  const seat = seatIn(caller, roundId);
  if (seat === undefined || !voting.includes(seat.role)) return null;
  return unit === 'group' && seat.group !== null ? seat.group.id : caller.personId;
}

/** The same in SQL: whether the id in the column `voter` is one under which the caller votes; `unit` names the ballot's column. */
export function isVoteOf(caller: Caller, roundIds: readonly RoundId[], voter: string, unit: string) {
  const ids = (of: Unit): string[] => roundIds.flatMap((roundId) => voterIdOf(caller, roundId, of) ?? []);
  return sql<boolean>`${sql.ref(voter)} = any(case ${sql.ref(unit)}
    when 'group' then ${ids('group')}::uuid[] else ${ids('person')}::uuid[] end)`;
}

/** Everybody in the session who may give this vote: one person, or those who speak for a group. */
export async function peopleOf(changes: Changes, { id, roundId }: SessionRow, voterId: string): Promise<PersonId[]> {
  const { rows } = await sql<{ id: PersonId }>`select a.person_id as id from attendance a
    left join membership m on m.person_id = a.person_id and m.round_id = ${roundId}
    left join guest g on g.person_id = a.person_id and g.session_id = ${id}
    where a.session_id = ${id} and ${voterId} in (a.person_id, coalesce(m.group_id, g.group_id))
      and ${roleOf} = any(${voting})`.execute(changes);
  return rows.map(({ id: personId }) => personId);
}

/** Those in the session who have no vote on the roll: who may not vote at all, and who was not there. */
export async function withoutVote(
  changes: Changes,
  { id, roundId }: SessionRow,
  ballotId: BallotId,
  unit: Unit,
): Promise<PersonId[]> {
  const { rows } = await sql<{ id: PersonId }>`select a.person_id as id from attendance a
    left join membership m on m.person_id = a.person_id and m.round_id = ${roundId}
    left join guest g on g.person_id = a.person_id and g.session_id = ${id}
    where a.session_id = ${id} and ((${roleOf} = any(${voting})) is not true or not exists (
      select from ballot_voter r where r.ballot_id = ${ballotId} and r.voter_id =
        case when ${unit} = 'group' then coalesce(m.group_id, g.group_id, a.person_id) else a.person_id end))`.execute(
    changes,
  );
  return rows.map(({ id: personId }) => personId);
}

/** The role of somebody in the session, from `membership m` and `guest g`. Null for who is neither any more. */
const roleOf = sql`coalesce(m.role, case when g.person_id is not null then 'guest' end)`;

/** Of those who are in the session, who may vote, and for which group. */
const votersHere = ({ id, roundId }: Pick<SessionRow, 'id' | 'roundId'>) => sql`
  select p.id, p.name, a.clock, sg.id as group_id, sg.name as group_name
  from attendance a
  join person p on p.id = a.person_id
  left join membership m on m.person_id = p.id and m.round_id = ${roundId}
  left join guest g on g.person_id = p.id and g.session_id = ${id}
  left join stakeholder_group sg on sg.id = coalesce(m.group_id, g.group_id)
  where a.session_id = ${id} and ${roleOf} = any(${voting})`;

/** The votes of those who have entered the session; of `people` alone unless null. */
async function entriesOf(
  changes: Changes,
  session: SessionRow,
  unit: Unit,
  people: readonly PersonId[] | null,
): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    with here as (${votersHere(session)} and (${people}::uuid[] is null or p.id = any(${people}::uuid[])))
    select id as voter_id, id as person_id, null::uuid as group_id, name, group_name as of_group from here
      where ${unit} = 'person' or group_id is null
    union all
    select distinct group_id, null::uuid, group_id, group_name, group_name from here
      where ${unit} = 'group' and group_id is not null`.execute(changes);
  return rows;
}

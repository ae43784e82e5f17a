import { sql } from 'kysely';
import * as v from 'valibot';
import type { Snapshot } from '#domain/contract.ts';
import { type RoundId, SessionId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { may } from '#domain/people/permissions.ts';
import { Refused } from '#domain/refused.ts';
import type { AgendaItem, SessionSummary } from '#domain/session/session.ts';
import type { Connected } from '../commands/connected.ts';
import type { Queries } from '../database/database.ts';
import { againIfLost } from '../database/lost-connection.ts';
import { ballotsOf } from '../prioritisation/ballots.ts';
import { attendees } from './attendees.ts';

/** A session's place, as one person finds it. */
export type Found = { readonly sessionId: SessionId; readonly roundId: RoundId; readonly hasEntered: boolean };

/** The sessions that the caller may see, the earliest first. A guest sees the one session it is good for. */
export async function list(db: Queries, caller: Caller): Promise<SessionSummary[]> {
  const roundIds = caller.seats.map(({ roundId }) => roundId);
  if (roundIds.length === 0) return [];
  const rows = await db
    .selectFrom('session')
    .select(['id', 'round_id', 'title', 'place', 'starts_at', 'ends_at', 'status'])
    .where('round_id', 'in', roundIds)
    .orderBy('starts_at')
    .orderBy('id')
    .execute();
  return rows
    .filter(({ id, round_id }) => may(caller, 'session.read', { roundId: round_id, sessionId: id }))
    .map(({ round_id, starts_at, ends_at, ...session }) => ({
      ...session,
      roundId: round_id,
      startsAt: starts_at.toISOString(),
      endsAt: ends_at.toISOString(),
    }));
}

/**
 * Where a session is, and whether the caller has entered it before.
 * @throws Refused 'bad-input' for what is no id, 'not-found' also for a session that the caller has no seat in
 */
export async function find(db: Queries, caller: Caller, sessionId: string): Promise<Found> {
  const id = v.safeParse(SessionId, sessionId);
  if (!id.success) throw new Refused('bad-input');
  const row = await db
    .selectFrom('session')
    .leftJoin('attendance', (join) =>
      join.onRef('attendance.session_id', '=', 'session.id').on('attendance.person_id', '=', caller.personId),
    )
    .select(['session.id as sessionId', 'session.round_id as roundId', 'attendance.clock as enteredAt'])
    .where('session.id', '=', id.output)
    .executeTakeFirst();
  if (row === undefined || !may(caller, 'session.read', row)) throw new Refused('not-found');
  return { sessionId: row.sessionId, roundId: row.roundId, hasEntered: row.enteredAt !== null };
}

/**
 * The session as the caller may see it, all of it at one tick of its clock: own paper only, no result before the close.
 * @throws Refused 'not-signed-in', 'not-found' also for a session that the caller has no seat in
 */
export const snapshot = (db: Queries, caller: Caller | null, sessionId: string): Promise<Snapshot> =>
  look(db, caller, sessionId, 'whole');

/**
 * As much of the same as the frame of every page shows: of the people only the caller, of the ballots only the running one.
 * @throws Refused as `snapshot` does
 */
export const sketch = (db: Queries, caller: Caller | null, sessionId: string): Promise<Snapshot> =>
  look(db, caller, sessionId, 'sketch');

type Extent = 'whole' | 'sketch';

async function look(db: Queries, caller: Caller | null, sessionId: string, extent: Extent): Promise<Snapshot> {
  if (caller === null) throw new Refused('not-signed-in');
  const id = v.safeParse(SessionId, sessionId);
  if (!id.success) throw new Refused('not-found');
  const atOnce = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return againIfLost(() => atOnce.execute((moment) => read(moment, caller, id.output, extent)));
}

async function read(db: Queries, caller: Caller, sessionId: SessionId, extent: Extent): Promise<Snapshot> {
  const row = await db
    .selectFrom('session')
    .selectAll()
    .select(sql<Date>`clock_timestamp()`.as('server_now'))
    .where('id', '=', sessionId)
    .executeTakeFirst();
  if (row === undefined || !may(caller, 'session.read', { roundId: row.round_id, sessionId: row.id }))
    throw new Refused('not-found');
  const { id, clock, title, place, status, code } = row;
  const [agenda, people, ballots] = await Promise.all([
    agendaOf(db, id),
    attendees(db, id, extent === 'whole' ? undefined : caller.personId),
    ballotsOf(db, { id, roundId: row.round_id }, caller, extent === 'whole' ? 'all' : 'running'),
  ]);
  const view = {
    ...{ id, clock, title, place, status, code, agenda, people, ballots },
    roundId: row.round_id,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    currentItemId: row.current_item_id,
  };
  return { view, serverNow: row.server_now.toISOString() };
}

/** Who has entered a session that is open may still be there after a restart: nobody has to be back at once. */
export async function mayBeHere(db: Queries, connected: Pick<Connected, 'mayBeHere'>): Promise<void> {
  const rows = await db
    .selectFrom('attendance')
    .innerJoin('session', 'session.id', 'attendance.session_id')
    .select(['session_id', 'person_id'])
    .where('session.status', '=', 'open')
    .execute();
  for (const { session_id, person_id } of rows) connected.mayBeHere(session_id, [person_id]);
}

async function agendaOf(db: Queries, sessionId: SessionId): Promise<AgendaItem[]> {
  const rows = await db
    .selectFrom('agenda_item')
    .leftJoin('analysis', 'analysis.id', 'agenda_item.analysis_id')
    .where('agenda_item.session_id', '=', sessionId)
    .select([
      'agenda_item.id',
      'position',
      'agenda_item.title',
      'minutes',
      'started_at',
      'analysis.id as analysis_id',
      'analysis.key',
    ])
    .orderBy('position')
    .execute();
  return rows.map(({ started_at, analysis_id, key, ...item }) => ({
    ...item,
    analysis: analysis_id === null || key === null ? null : { id: analysis_id, key },
    startedAt: started_at?.toISOString() ?? null,
  }));
}

import { sql } from 'kysely';
import type { AgendaItemId, RoundId, SessionId } from '#domain/ids.ts';
import { Refused } from '#domain/refused.ts';
import type { SessionStatus } from '#domain/session/session.ts';
import type { Changes } from '../database/database.ts';

/** The session that a command is about, locked, at its new tick. `at` is the database's time under that lock. */
export type SessionRow = {
  readonly id: SessionId;
  readonly roundId: RoundId;
  readonly status: SessionStatus;
  readonly code: string | null;
  readonly currentItemId: AgendaItemId | null;
  readonly clock: number;
  readonly at: Date;
};

/** The round that a command is about, locked, at its new tick. `at` is the database's time under that lock. */
export type RoundRow = { readonly id: RoundId; readonly clock: number; readonly at: Date };

/** Locks the session, gives the change its place in the order, and says what it starts from, in one statement. */
export async function tick(changes: Changes, sessionId: SessionId): Promise<SessionRow> {
  const row = await changes
    .updateTable('session')
    .set((eb) => ({ clock: eb('clock', '+', 1) }))
    .where('id', '=', sessionId)
    .returning(['id', 'round_id', 'status', 'code', 'current_item_id', 'clock', sql<Date>`clock_timestamp()`.as('at')])
    .executeTakeFirst();
  if (row === undefined) throw new Refused('not-found');
  const { round_id, current_item_id, ...session } = row;
  return { ...session, roundId: round_id, currentItemId: current_item_id };
}

/** Locks the round, as `tick` does a session. Foreign keys to the round do not wait for it. */
export async function roundTick(changes: Changes, roundId: RoundId): Promise<RoundRow> {
  const row = await changes
    .updateTable('round')
    .set((eb) => ({ clock: eb('clock', '+', 1) }))
    .where('id', '=', roundId)
    .returning(['id', 'clock', sql<Date>`clock_timestamp()`.as('at')])
    .executeTakeFirst();
  if (row === undefined) throw new Refused('not-found');
  return row;
}

import * as v from 'valibot';
import { BallotId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { may } from '#domain/people/permissions.ts';
import type { ResultPage } from '#domain/prioritisation/result-page.ts';
import { Refused } from '#domain/refused.ts';
import type { Queries } from '../database/database.ts';
import { againIfLost } from '../database/lost-connection.ts';
import { ballotsOf, resultOf } from './ballots.ts';

/**
 * The whole result of one closed ballot, with names and groups, for everybody who may read its session, all of it at one moment.
 * @throws Refused 'not-signed-in', 'not-found' also before the close and for a session that the caller has no seat in
 */
export async function openResult(db: Queries, caller: Caller | null, ballotId: string): Promise<ResultPage> {
  if (caller === null) throw new Refused('not-signed-in');
  const id = v.safeParse(BallotId, ballotId);
  if (!id.success) throw new Refused('not-found');
  const atOnce = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return againIfLost(() => atOnce.execute((moment) => read(moment, caller, id.output)));
}

async function read(db: Queries, caller: Caller, ballotId: BallotId): Promise<ResultPage> {
  const session = await db
    .selectFrom('ballot')
    .innerJoin('session', 'session.id', 'ballot.session_id')
    .select(['session.id', 'session.round_id as roundId', 'session.title', 'session.starts_at'])
    .where('ballot.id', '=', ballotId)
    .where('ballot.closed_at', 'is not', null)
    .executeTakeFirst();
  if (session === undefined) throw new Refused('not-found');
  const place = { roundId: session.roundId, sessionId: session.id };
  if (!may(caller, 'session.read', place)) throw new Refused('not-found');
  const ballots = await ballotsOf(db, session, caller, ballotId);
  const ballot = ballots.find(({ id }) => id === ballotId);
  if (ballot === undefined) throw new Refused('not-found');
  return {
    ballot: { ...ballot, result: await resultOf(db, ballotId) },
    before: ballots.find(({ id }) => id === ballot.before) ?? null,
    session: { id: session.id, title: session.title, startsAt: session.starts_at.toISOString() },
    mayConclude: may(caller, 'order.agree', place) && may(caller, 'measure.recommend', place),
  };
}

import { type RawBuilder, sql } from 'kysely';
import type { RoundId } from '#domain/ids.ts';
import type { Caller, Tone } from '#domain/people/caller.ts';
import { may } from '#domain/people/permissions.ts';
import type { LastResult, News, NextSession, OpenSession, RoundOverview, RoundSummary } from '#domain/round/round.ts';
import * as analyses from '../analysis/analyses.ts';
import type { Queries } from '../database/database.ts';
import { isVoteOf } from '../prioritisation/roll.ts';

/** The rounds the caller is a member of, newest first. Guests have none: they live in their session. */
export async function list(db: Queries, caller: Caller): Promise<RoundSummary[]> {
  const seats = new Map(caller.seats.map((seat) => [seat.roundId, seat]));
  const ids = [...seats.keys()].filter((roundId) => may(caller, 'round.read', { roundId }));
  if (ids.length === 0) return [];
  const counted = (table: 'analysis' | 'session' | 'input') =>
    sql<number>`(select count(*)::int from ${sql.table(table)} t where t.round_id = round.id)`;
  const rows = await db
    .selectFrom('round')
    .select(['round.id', 'round.title', 'round.mandate', 'round.created_at'])
    .select(counted('analysis').as('analyses'))
    .select(
      sql<number>`(select count(*)::int from measure t where t.round_id = round.id and t.merged_into is null)`.as(
        'measures',
      ),
    )
    .select([counted('session').as('sessions'), counted('input').as('inputs')])
    .select(
      sql<number>`(select count(*)::int from ballot b join session t on t.id = b.session_id
        where t.round_id = round.id and b.closed_at is not null)`.as('closedBallots'),
    )
    .where('round.id', 'in', ids)
    .orderBy('round.created_at', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    mandate: row.mandate,
    role: seats.get(row.id)?.role ?? 'observer',
    counts: {
      analyses: row.analyses,
      measures: row.measures,
      sessions: row.sessions,
      inputs: row.inputs,
      closedBallots: row.closedBallots,
    },
  }));
}

/** The session that is open now and that the caller may go to: members one of their rounds, guests their own. */
export async function openSession(db: Queries, caller: Caller): Promise<OpenSession | null> {
  const roundIds = caller.seats.map((seat) => seat.roundId);
  if (roundIds.length === 0) return null;
  const rows = await db
    .selectFrom('session')
    .leftJoin('agenda_item', 'agenda_item.id', 'session.current_item_id')
    .leftJoin('attendance', (join) =>
      join.onRef('attendance.session_id', '=', 'session.id').on('attendance.person_id', '=', caller.personId),
    )
    .select(['session.id', 'session.round_id', 'agenda_item.position', 'attendance.clock as enteredAt'])
    .select(
      sql<boolean>`exists (select from ballot b join ballot_voter r on r.ballot_id = b.id
        where b.session_id = session.id and b.closed_at is null and ${isVoteOf(caller, roundIds, 'r.voter_id', 'b.unit')} and not exists
          (select from ballot_paper p where p.ballot_id = b.id and p.voter_id = r.voter_id))`.as('lacksPaper'),
    )
    .where('session.round_id', 'in', roundIds)
    .where('session.status', '=', 'open')
    .orderBy('session.starts_at')
    .execute();
  const placeOf = (row: (typeof rows)[number]) => ({ roundId: row.round_id, sessionId: row.id });
  const open = rows.find((row) => may(caller, 'session.read', placeOf(row)));
  if (open === undefined) return null;
  return {
    id: open.id,
    itemPosition: open.position,
    awaitsVote: open.lacksPaper && may(caller, 'vote.cast', placeOf(open)),
    hasEntered: open.enteredAt !== null,
  };
}

/** The ballot that was closed last, of those that the caller may see, and its session; null before the first. */
export async function lastResult(db: Queries, caller: Caller): Promise<LastResult | null> {
  const roundIds = caller.seats.map((seat) => seat.roundId);
  if (roundIds.length === 0) return null;
  const rows = await db
    .selectFrom('ballot')
    .innerJoin('session', 'session.id', 'ballot.session_id')
    .select(['session.id', 'session.title', 'session.round_id', 'ballot.id as ballotId'])
    .where('session.round_id', 'in', roundIds)
    .where('ballot.closed_at', 'is not', null)
    .orderBy('ballot.closed_at', 'desc')
    .execute();
  const last = rows.find((row) => may(caller, 'session.read', { roundId: row.round_id, sessionId: row.id }));
  return last === undefined ? null : { id: last.id, title: last.title, ballotId: last.ballotId };
}

/** What the start page shows of every round the caller is a member of. */
export async function overview(db: Queries, caller: Caller): Promise<RoundOverview[]> {
  const rounds = await list(db, caller);
  const all = await analyses.list(db, caller);
  return Promise.all(
    rounds.map(async (round) => ({
      round,
      session: await nextSession(db, caller, round.id),
      analyses: all.filter((analysis) => analysis.roundId === round.id),
      news: await news(db, round.id),
    })),
  );
}

async function nextSession(db: Queries, caller: Caller, roundId: RoundId): Promise<NextSession | null> {
  const row = await db
    .selectFrom('session')
    .leftJoin('agenda_item as item', 'item.id', 'session.current_item_id')
    .select(['session.id', 'session.title', 'place', 'starts_at', 'ends_at', 'status'])
    .select(['item.position', 'item.title as itemTitle', 'item.minutes', 'item.started_at'])
    .select(sql<number>`(select count(*)::int from agenda_item a where a.session_id = session.id)`.as('items'))
    .where('session.round_id', '=', roundId)
    .orderBy(sql`case status when 'open' then 0 when 'planned' then 1 else 2 end`)
    .orderBy(sql`ends_at < now()`)
    .orderBy(sql`case when status = 'closed' then null else starts_at end`)
    .orderBy('starts_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { position, itemTitle, minutes } = row;
  const started = position !== null && itemTitle !== null && minutes !== null;
  return {
    ...{ id: row.id, title: row.title, place: row.place, status: row.status, items: row.items },
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    currentItem: started
      ? { position, title: itemTitle, minutes, startedAt: row.started_at?.toISOString() ?? null }
      : null,
    ballot: await running(db, isVoteOf(caller, [roundId], 'p.voter_id', 'ballot.unit'), row.id),
  };
}

async function running(
  db: Queries,
  isMine: RawBuilder<boolean>,
  sessionId: NextSession['id'],
): Promise<NextSession['ballot']> {
  const row = await db
    .selectFrom('ballot')
    .select('title')
    .select(
      sql<number>`(select count(*)::int from ballot_paper p where p.ballot_id = ballot.id)
        + coalesce((select hands from ballot_hands h where h.ballot_id = ballot.id), 0)`.as('voted'),
    )
    .select(
      sql<boolean>`exists (select from ballot_paper p
        where p.ballot_id = ballot.id and ${isMine})`.as('mine'),
    )
    .select(
      sql<number>`(select count(*)::int from ballot_voter r where r.ballot_id = ballot.id) + hand_voters`.as('voters'),
    )
    .where('session_id', '=', sessionId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** The last things that happened: deeds of the sessions, and who wrote in which analysis last. */
async function news(db: Queries, roundId: RoundId): Promise<News[]> {
  const { rows } = await sql<{
    at: Date;
    name: string | null;
    initials: string | null;
    tone: Tone | null;
    what: News['what'];
    subject: string;
    href: string;
  }>`
    select happened.at, person.name, person.initials, person.tone, happened.what, happened.subject, happened.href
    from (
      select d.at, d.id, d.person_id, d.what, coalesce(b.title, i.title, s.title) as subject,
        case d.what when 'ballot.close' then '/measures/results/' || b.id else '/sessions/' || d.session_id end as href
      from deed d
      join session s on s.id = d.session_id
      left join ballot b on b.id = d.subject_id
      left join agenda_item i on i.id = d.subject_id
      where d.round_id = ${roundId}
        and d.what in ('session.open', 'session.close', 'agenda.advance', 'ballot.open', 'ballot.repeat', 'ballot.close')
      union all
      select u.at, null, u.person_id, 'analysis.written', a.title, '/analyses/' || a.id
      from analysis a
      join lateral (
        select at, person_id from (
          select at, person_id, seq from document_update where document_id = a.document_id
          union all
          select at, person_id, seq from document_snapshot where document_id = a.document_id
        ) written
        where person_id is not null order by seq desc limit 1
      ) u on true
      where a.round_id = ${roundId}
    ) happened left join person on person.id = happened.person_id
    order by happened.at desc, happened.id desc limit 8`.execute(db);
  return rows.map(({ at, name, initials, tone, ...rest }) => ({
    ...rest,
    at: at.toISOString(),
    who: name === null || initials === null || tone === null ? null : { name, initials, tone },
  }));
}

import { sql } from 'kysely';
import type { BallotId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import type { AgreedOrder } from '#domain/prioritisation/agreement.ts';
import type { BallotOption, BallotView, OwnPaper, Secrecy } from '#domain/prioritisation/ballot.ts';
import { briefCount } from '#domain/prioritisation/brief-count.ts';
import type { BallotCount, Hands } from '#domain/prioritisation/count.ts';
import { unpackMarks } from '#domain/prioritisation/marks.ts';
import type { Recommendation } from '#domain/prioritisation/recommendation.ts';
import type { Queries } from '../database/database.ts';
import { hasAnswered, waitedFor } from './frozen-ballot.ts';
import { lateFor, voterIdOf } from './roll.ts';
import type { SessionRow } from '../commands.ts';

/** Which ballots of a session: all of them, the running one, or one with the one that it repeats. */
export type Wanted = 'all' | 'running' | BallotId;

/** The ballots of a session as one person may see them, in the order of opening: a result only where it is closed, in brief. */
export async function ballotsOf(
  db: Queries,
  session: Pick<SessionRow, 'id' | 'roundId'>,
  caller: Caller,
  wanted: Wanted = 'all',
): Promise<BallotView[]> {
  const rows = await rowsOf(db, session, caller, wanted);
  return Promise.all(
    rows.map(async ({ id, title, rule, secrecy, unit, roll, hash, round, before, ...row }) => {
      const isOver = row.closed_at !== null;
      // Written by ourselves.
      const result = row.result === null ? null : briefCount(JSON.parse(row.result) as BallotCount);
      const entitled = result?.entitled ?? null;
      return {
        ...{ id, title, rule, secrecy, unit, roll, hash, round, before, result, options: row.options },
        ...{ waitsFor: isOver ? 0 : row.waitsFor, late: isOver ? [] : await lateFor(db, session, id, unit) },
        mine: isOver && secrecy === 'secret' ? null : ownPaper(row.paper, secrecy),
        agreed: row.agreed === null ? null : { ...row.agreed, at: instant(row.agreed.at) },
        recommendations: row.recommendations.map((each) => ({ ...each, at: instant(each.at) })),
        onRoll: row.hasMoreTime !== null,
        hasMoreTime: row.hasMoreTime ?? false,
        // Of those who go later the result still knows that they could vote.
        voters: entitled === null ? row.votes : entitled - row.hand_voters,
        itemId: row.item_id,
        handVoters: row.hand_voters,
        voted: row.voted ?? row.papers + row.hands,
        hands: row.hands,
        openedAt: row.opened_at.toISOString(),
        closesAt: row.closes_at?.toISOString() ?? null,
        closedAt: row.closed_at?.toISOString() ?? null,
      };
    }),
  );
}

type SealedOrNot = { readonly hex: string; readonly at: string };

const ownPaper = (paper: SealedOrNot | null, secrecy: Secrecy): OwnPaper | null =>
  paper && { marks: secrecy === 'secret' ? null : unpackMarks(Buffer.from(paper.hex, 'hex')), at: instant(paper.at) };

/** As JavaScript writes it, from how PostgreSQL writes it in JSON. */
const instant = (at: string): string => new Date(at).toISOString();

/** All ballots with everything that hangs on them, in one statement: a full house comes back at the same time. */
function rowsOf(db: Queries, session: Pick<SessionRow, 'id' | 'roundId'>, caller: Caller, wanted: Wanted) {
  const [person, group] = (['person', 'group'] as const).map((unit) => voterIdOf(caller, session.roundId, unit));
  const voterId = sql`case b.unit when 'group' then ${group}::uuid else ${person}::uuid end`;
  return db
    .selectFrom('ballot as b')
    .selectAll('b')
    .select([
      sql<BallotOption[]>`(select json_agg(json_build_object('measureId', o.measure_id, 'key', o.key, 'title', o.title,
        'summary', o.summary) order by o.position) from ballot_option o where o.ballot_id = b.id)`.as('options'),
      sql<number>`(select count(*)::int from ballot_voter r where r.ballot_id = b.id)`.as('votes'),
      sql<number>`(select count(*)::int from ballot_paper p where p.ballot_id = b.id)`.as('papers'),
      sql<number>`coalesce((select h.hands from ballot_hands h where h.ballot_id = b.id), 0)`.as('hands'),
      sql<number>`(select count(*)::int from ballot_voter r where r.ballot_id = b.id and r.has_more_time
        and not ${hasAnswered('r')})`.as('waitsFor'),
      sql<boolean | null>`(select r.has_more_time from ballot_voter r
        where r.ballot_id = b.id and r.voter_id = ${voterId})`.as('hasMoreTime'),
      sql<SealedOrNot | null>`(select json_build_object('hex', encode(p.paper, 'hex'), 'at', p.at) from ballot_paper p
        where p.ballot_id = b.id and p.voter_id = ${voterId})`.as('paper'),
    ])
    .select([
      sql<string | null>`(select coalesce(r.brief, r.body) from ballot_result r where r.ballot_id = b.id)`.as('result'),
      sql<AgreedOrder | null>`(select json_build_object('order', a.places, 'reason', a.reason, 'by', w.name, 'at', a.at)
        from agreed_order a left join person w on w.id = a.agreed_by
        where a.ballot_id = b.id order by a.id desc limit 1)`.as('agreed'),
      sql<Recommendation[]>`(select coalesce(json_agg(json_build_object('option', n.option, 'way', n.way,
          'reason', n.reason, 'dissent', n.dissent, 'by', w.name, 'at', n.at) order by n.option), '[]')
        from (select distinct on (r.option) r.* from recommendation r
          where r.ballot_id = b.id order by r.option, r.id desc) n
        left join person w on w.id = n.written_by)`.as('recommendations'),
    ])
    .where('b.session_id', '=', session.id)
    .$if(wanted === 'running', (ballots) => ballots.where('b.closed_at', 'is', null))
    .$if(wanted !== 'running' && wanted !== 'all', (ballots) =>
      ballots.where(sql<boolean>`(b.id = ${wanted} or b.id = (select before from ballot where id = ${wanted}))`),
    )
    .orderBy('b.clock')
    .execute();
}

/** What can be voted on, as it was when the ballot was opened. */
export async function optionsOf(db: Queries, ballotId: BallotId): Promise<BallotOption[]> {
  const rows = await db
    .selectFrom('ballot_option')
    .select(['measure_id', 'key', 'title', 'summary'])
    .where('ballot_id', '=', ballotId)
    .orderBy('position')
    .execute();
  return rows.map(({ measure_id, ...option }) => ({ measureId: measure_id, ...option }));
}

/** How many votes are handed in, hands included, and how many are waited for who have asked for more time. */
export async function progressOf(db: Queries, id: BallotId): Promise<{ voted: number; waitsFor: number }> {
  return { voted: await papersIn(db, id), waitsFor: await waitedFor(db, id) };
}

/** How many votes are handed in, hands included. */
async function papersIn(db: Queries, ballotId: BallotId): Promise<number> {
  const papers = db.selectFrom('ballot_paper').where('ballot_id', '=', ballotId);
  const { voted } = await papers.select((eb) => eb.fn.countAll<string>().as('voted')).executeTakeFirstOrThrow();
  return Number(voted) + ((await handsIn(db, ballotId))?.hands ?? 0);
}

/** The hands that were counted in the room; null where none were. */
export async function handsIn(db: Queries, ballotId: BallotId): Promise<Hands | null> {
  const row = await db
    .selectFrom('ballot_hands')
    .select(['hands', 'counts'])
    .where('ballot_id', '=', ballotId)
    .executeTakeFirst();
  return row ?? null;
}

/** What was counted at the close: it stays, whoever of those who voted is still known here. */
export async function resultOf(db: Queries, ballotId: BallotId): Promise<BallotCount> {
  const { body } = await db
    .selectFrom('ballot_result')
    .select('body')
    .where('ballot_id', '=', ballotId)
    .executeTakeFirstOrThrow();
  // Written by ourselves, and under a checksum of the database.
  return JSON.parse(body) as BallotCount;
}

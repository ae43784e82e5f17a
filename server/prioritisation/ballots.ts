import type { BallotId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import type { AgreedOrder } from '#domain/prioritisation/agreement.ts';
import type { BallotOption, BallotView, OwnPaper } from '#domain/prioritisation/ballot.ts';
import type { BallotCount, Hands } from '#domain/prioritisation/count.ts';
import { unpackMarks } from '#domain/prioritisation/marks.ts';
import type { Recommendation } from '#domain/prioritisation/recommendation.ts';
import type { Queries } from '../database/database.ts';
import { waitedFor } from './frozen-ballot.ts';
import { lateFor, voterIdOf, votesOn } from './roll.ts';
import type { SessionRow } from '../commands.ts';

/** The ballots of a session as one person may see them, in the order of opening: a result only where it is closed. */
export async function ballotsOf(
  db: Queries,
  session: Pick<SessionRow, 'id' | 'roundId'>,
  caller: Caller,
): Promise<BallotView[]> {
  const rows = await db
    .selectFrom('ballot')
    .selectAll()
    .where('session_id', '=', session.id)
    .orderBy('clock')
    .execute();
  return Promise.all(
    rows.map(async ({ id, title, rule, secrecy, unit, hash, round, before, ...row }) => {
      const voterId = voterIdOf(caller, session.roundId, unit);
      const isOver = row.closed_at !== null;
      const [options, votes, waitsFor, late, entry, papers, hands, own] = await Promise.all([
        optionsOf(db, id),
        isOver ? 0 : votesOn(db, id),
        isOver ? 0 : waitedFor(db, id),
        isOver ? [] : lateFor(db, session, id, unit),
        rollEntryOf(db, id, voterId),
        isOver ? 0 : papersIn(db, id),
        handsIn(db, id),
        isOver && secrecy === 'secret' ? null : paperOf(db, id, voterId, secrecy === 'secret'),
      ]);
      const [result, agreed, recommendations] =
        row.closed_at === null
          ? [null, null, []]
          : await Promise.all([resultOf(db, id), agreedOrderOf(db, id), recommendationsOf(db, id)]);
      return {
        ...{ id, title, rule, secrecy, unit, hash, round, before, options, waitsFor, late, mine: own },
        ...{ result, agreed, recommendations },
        onRoll: entry !== null,
        hasMoreTime: entry?.has_more_time ?? false,
        // Of those who go later the result still knows that they could vote.
        voters: result === null ? votes : result.entitled - row.hand_voters,
        itemId: row.item_id,
        handVoters: row.hand_voters,
        voted: row.voted ?? papers,
        hands: hands?.hands ?? 0,
        openedAt: row.opened_at.toISOString(),
        closesAt: row.closes_at?.toISOString() ?? null,
        closedAt: row.closed_at?.toISOString() ?? null,
      };
    }),
  );
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

async function rollEntryOf(
  db: Queries,
  ballotId: BallotId,
  voterId: string | null,
): Promise<{ has_more_time: boolean } | null> {
  if (voterId === null) return null;
  const row = await db
    .selectFrom('ballot_voter')
    .select('has_more_time')
    .where('ballot_id', '=', ballotId)
    .where('voter_id', '=', voterId)
    .executeTakeFirst();
  return row ?? null;
}

/** The paper of one voter; null when none was handed in. */
async function paperOf(
  db: Queries,
  ballotId: BallotId,
  voterId: string | null,
  isSealed: boolean,
): Promise<OwnPaper | null> {
  if (voterId === null) return null;
  const row = await db
    .selectFrom('ballot_paper')
    .select(['paper', 'at'])
    .where('ballot_id', '=', ballotId)
    .where('voter_id', '=', voterId)
    .executeTakeFirst();
  return row === undefined ? null : { marks: isSealed ? null : unpackMarks(row.paper), at: row.at.toISOString() };
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

async function agreedOrderOf(db: Queries, ballotId: BallotId): Promise<AgreedOrder | null> {
  const row = await db
    .selectFrom('agreed_order as a')
    .leftJoin('person', 'person.id', 'a.agreed_by')
    .select(['places', 'reason', 'a.at', 'person.name as by'])
    .where('ballot_id', '=', ballotId)
    .orderBy('a.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { order: row.places, reason: row.reason, by: row.by, at: row.at.toISOString() };
}

async function recommendationsOf(db: Queries, ballotId: BallotId): Promise<Recommendation[]> {
  const rows = await db
    .selectFrom('recommendation as r')
    .leftJoin('person', 'person.id', 'r.written_by')
    .distinctOn('option')
    .select(['option', 'way', 'reason', 'dissent', 'r.at', 'person.name as by'])
    .where('ballot_id', '=', ballotId)
    .orderBy('option')
    .orderBy('r.id', 'desc')
    .execute();
  return rows.map(({ at, ...recommendation }) => ({ ...recommendation, at: at.toISOString() }));
}

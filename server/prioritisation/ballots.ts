import type { BallotId, MeasureId, PersonId, SessionId } from '#domain/ids.ts';
import type { BallotOption, BallotView } from '#domain/prioritisation/ballot.ts';
import { countPoints, type Points, type PointsResult, rankTotals } from '#domain/prioritisation/points.ts';
import type { Queries } from '../database/database.ts';

/** The ballots of a session as one person may see them, in the order of opening: a result only where it is closed. */
export async function ballotsOf(db: Queries, sessionId: SessionId, personId: PersonId): Promise<BallotView[]> {
  const rows = await db
    .selectFrom('ballot')
    .select(['id', 'item_id', 'title', 'budget', 'max_per_measure', 'opened_at', 'closed_at', 'voted'])
    .where('session_id', '=', sessionId)
    .orderBy('clock')
    .execute();
  return Promise.all(
    rows.map(async ({ id, title, budget, ...row }) => {
      const [options, voted, mine, result] = await Promise.all([
        optionsOf(db, id),
        row.voted ?? papersIn(db, id),
        paperOf(db, id, personId),
        row.voted === null ? null : resultOf(db, id, row.voted),
      ]);
      return {
        ...{ id, title, budget, options, voted, mine, result },
        itemId: row.item_id,
        maxPerMeasure: row.max_per_measure,
        openedAt: row.opened_at.toISOString(),
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

/** How many people have handed in a paper, empty ones included. */
export async function papersIn(db: Queries, ballotId: BallotId): Promise<number> {
  const papers = db.selectFrom('ballot_paper').where('ballot_id', '=', ballotId);
  const { voted } = await papers.select((eb) => eb.fn.countAll<string>().as('voted')).executeTakeFirstOrThrow();
  return Number(voted);
}

/** One person's paper; null when none was handed in. */
export async function paperOf(db: Queries, ballotId: BallotId, personId: PersonId): Promise<Points | null> {
  const rows = await db
    .selectFrom('ballot_paper')
    .leftJoin('vote', (join) =>
      join
        .onRef('vote.ballot_id', '=', 'ballot_paper.ballot_id')
        .onRef('vote.person_id', '=', 'ballot_paper.person_id'),
    )
    .select(['measure_id', 'points'])
    .where('ballot_paper.ballot_id', '=', ballotId)
    .where('ballot_paper.person_id', '=', personId)
    .execute();
  if (rows.length === 0) return null;
  const given = rows.flatMap(({ measure_id, points }): [MeasureId, number][] =>
    measure_id === null || points === null ? [] : [[measure_id, points]],
  );
  return Object.fromEntries(given);
}

/** Counts all papers, for the close. Nobody may see this before. */
export async function countPapers(db: Queries, ballotId: BallotId): Promise<PointsResult> {
  const votes = db
    .selectFrom('vote')
    .select(['measure_id as measureId', 'points'])
    .select((eb) => eb.fn.countAll<string>().as('givers'))
    .where('ballot_id', '=', ballotId)
    .groupBy(['measure_id', 'points']);
  // One after the other: they share the one connection of the change.
  const options = await optionsOf(db, ballotId);
  const rows = await votes.execute();
  const voted = await papersIn(db, ballotId);
  const counted = rows.map((row) => ({ ...row, givers: Number(row.givers) }));
  return countPoints(
    options.map(({ measureId }) => measureId),
    counted,
    voted,
  );
}

/** What was counted at the close: it stays, whoever of those who voted is still known here. */
async function resultOf(db: Queries, ballotId: BallotId, voted: number): Promise<PointsResult> {
  const totals = await db
    .selectFrom('ballot_option as o')
    .innerJoin('ballot_result as r', (join) =>
      join.onRef('r.ballot_id', '=', 'o.ballot_id').onRef('r.measure_id', '=', 'o.measure_id'),
    )
    .select(['r.measure_id as measureId', 'r.points', 'r.givers'])
    .where('o.ballot_id', '=', ballotId)
    .orderBy('o.position')
    .execute();
  return rankTotals(totals, voted);
}

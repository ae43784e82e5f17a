import type { BallotId, PersonId, SessionId } from '#domain/ids.ts';
import { fillPaper, type Points, pointsIn, type PointsRule } from '#domain/prioritisation/points.ts';
import { Refused } from '#domain/refused.ts';
import type { Verb } from '../commands.ts';
import type { Changes } from '../database/database.ts';
import { optionsOf, paperOf, papersIn } from './ballots.ts';

/**
 * Sets the points that the caller gives to the named measures; the others keep theirs. This is where a vote is counted.
 * Everybody learns how many have voted, the voter alone what is on the paper; the audit trail learns nothing.
 * @throws Refused 'ballot-closed', 'not-an-option', 'measure-limit', 'budget-spent', 'not-found' for a ballot of another session
 */
export const castVote: Verb<'vote.cast'> = async (changes, { caller: { personId }, session, input }) => {
  const { id: ballotId, rule } = await runningBallot(changes, session.id, input.ballotId);
  const options = new Set((await optionsOf(changes, ballotId)).map(({ measureId }) => measureId));
  const before = await paperOf(changes, ballotId, personId);
  const paper = fillPaper(rule, options, before ?? {}, input.points);
  if (before === null)
    await changes.insertInto('ballot_paper').values({ ballot_id: ballotId, person_id: personId }).execute();
  await store(changes, ballotId, personId, input.points);
  const counted = { kind: 'vote.counted', ballotId, voted: await papersIn(changes, ballotId) } as const;
  const told = [
    { fact: counted, except: personId },
    { fact: { ...counted, mine: paper }, only: personId },
  ];
  return { told, subject: null };
};

async function runningBallot(
  changes: Changes,
  sessionId: SessionId,
  id: BallotId,
): Promise<{ id: BallotId; rule: PointsRule }> {
  const row = await changes
    .selectFrom('ballot')
    .select(['id', 'budget', 'max_per_measure', 'closed_at'])
    .where('session_id', '=', sessionId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new Refused('not-found');
  if (row.closed_at !== null) throw new Refused('ballot-closed');
  return { id: row.id, rule: { budget: row.budget, maxPerMeasure: row.max_per_measure } };
}

/** No points, no row. */
async function store(changes: Changes, ballot_id: BallotId, person_id: PersonId, set: Points): Promise<void> {
  const rows = pointsIn(set).map(([measure_id, points]) => ({ ballot_id, person_id, measure_id, points }));
  const given = rows.filter(({ points }) => points > 0);
  const taken = rows.filter(({ points }) => points === 0).map(({ measure_id }) => measure_id);
  if (taken.length > 0) {
    const votes = changes.deleteFrom('vote').where('ballot_id', '=', ballot_id).where('person_id', '=', person_id);
    await votes.where('measure_id', 'in', taken).execute();
  }
  if (given.length === 0) return;
  await changes
    .insertInto('vote')
    .values(given)
    .onConflict((conflict) =>
      conflict
        .columns(['ballot_id', 'person_id', 'measure_id'])
        .doUpdateSet((eb) => ({ points: eb.ref('excluded.points') })),
    )
    .execute();
}

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import type { BallotId, MeasureId } from '#domain/ids.ts';
import { pointsLines } from '#domain/prioritisation/result.ts';
import { createCommands } from '../../server/commands.ts';
import { type Changes, change, migrate, openDatabase } from '../../server/database/database.ts';
import { up as ballots } from '../../server/database/migrations/005_ballots.ts';
import { up as receipts } from '../../server/database/migrations/010_receipts.ts';
import { up as board } from '../../server/database/migrations/004_board.ts';
import { up as measures } from '../../server/database/migrations/003_measures.ts';
import { up as documentLog } from '../../server/database/migrations/002_document_log.ts';
import { up as firstRound } from '../../server/database/migrations/001_first_round.ts';
import { createEnvelopes } from '../../server/prioritisation/envelopes.ts';
import { snapshot } from '../../server/session/sessions.ts';
import { createVerbs, roundVerbs } from '../../server/verbs.ts';
import { newDirectory } from '../support/own-postgres.ts';
import { emptyDatabase } from '../support/postgres.ts';
import { plantSampleRound, type SampleRound } from '../support/sample-round.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A ballot as it was stored before: votes one by one, and of a closed one the sums. */
async function plantOldBallot(changes: Changes, round: SampleRound, given: number[][], isClosed: boolean) {
  const [id, voters] = [randomUUID(), [round.people.jugendhilfeplanung, round.people.coordination]] as const;
  await sql`insert into ballot (id, session_id, title, budget, max_per_measure, clock) values
    (${id}, ${round.sessionId}, 'Alt', 10, 6, ${isClosed ? 3 : 4})`.execute(changes);
  for (const [place, measure] of round.measures.entries())
    await sql`insert into ballot_option (ballot_id, measure_id, position, key, title, summary)
      values (${id}, ${measure}, ${place + 1}, ${`M0${place}`}, ${`Titel ${place}`}, 'Kurz')`.execute(changes);
  for (const [who, points] of given.entries()) {
    const { personId } = voters[who]!;
    await sql`insert into ballot_paper (ballot_id, person_id) values (${id}, ${personId})`.execute(changes);
    for (const [place, each] of points.entries())
      if (each > 0)
        await sql`insert into vote values (${id}, ${personId}, ${round.measures[place]}, ${each})`.execute(changes);
  }
  if (!isClosed) return id as BallotId;
  for (const [place, measure] of round.measures.entries()) {
    const column = given.map((points) => points[place]!);
    const sum = column.reduce((all, each) => all + each, 0);
    await sql`insert into ballot_result values (${id}, ${measure}, ${sum}, ${column.filter((each) => each > 0).length})`.execute(
      changes,
    );
  }
  await sql`set constraints all immediate`.execute(changes);
  await sql`update ballot set closed_at = now(), voted = ${given.length} where id = ${id}`.execute(changes);
  return id as BallotId;
}

test('ballots on points from before are there afterwards: the closed one with its result, the running one runs on', async () => {
  const url = await emptyDatabase(inject('postgresUrl'));
  const db = openDatabase(url);
  onTestFinished(() => db.close());
  await change(db, async (changes) => {
    await firstRound(changes as never);
    await documentLog(changes as never);
    await measures(changes as never);
    await board(changes as never);
  });
  const round = await plantSampleRound(db);
  const { people, sessionId } = round;
  const [closedId, runningId] = await change(db, async (changes) => {
    await changes.updateTable('session').set({ status: 'open', code: 'ABCD2345' }).execute();
    const here = [people.jugendhilfeplanung, people.coordination, people.behindertenbeirat, people.observation];
    const rows = here.map(({ personId }, index) => ({ session_id: sessionId, person_id: personId, clock: index }));
    await changes.insertInto('attendance').values(rows).execute();
    const closed = await plantOldBallot(
      changes,
      round,
      [
        [6, 3, 1, 0],
        [5, 0, 0, 0],
      ],
      true,
    );
    return [closed, await plantOldBallot(changes, round, [[0, 4, 0, 2]], false)];
  });

  const openingId = randomUUID();
  const opened = { person_id: people.moderation.personId, request_id: openingId, clock: 7 };
  await change(db, (changes) => changes.insertInto('receipt').values(opened).execute());

  await change(db, async (changes) => {
    await ballots(changes as never);
    await receipts(changes as never);
  });

  const look = async (who = people.jugendhilfeplanung) => (await snapshot(db.kysely, who, sessionId)).view.ballots;
  const [closed, running] = await look();
  expect(closed).toMatchObject({
    ...{ id: closedId, secrecy: 'open', unit: 'person', round: 1, voted: 2, voters: 2, closesAt: null },
    rule: { method: 'points', budget: 10, maxPerOption: 6 },
    mine: { marks: [6, 3, 1, 0] },
  });
  expect(closed!.options.map(({ measureId }) => measureId)).toEqual(round.measures as MeasureId[]);
  expect(pointsLines(closed!.result!)).toEqual([
    { option: 0, points: 11, givers: 2, rank: 1 },
    { option: 1, points: 3, givers: 1, rank: 2 },
    { option: 2, points: 1, givers: 1, rank: 3 },
    { option: 3, points: 0, givers: 0, rank: 4 },
  ]);
  expect(running).toMatchObject({ id: runningId, voted: 1, voters: 3, mine: { marks: [0, 4, 0, 2] }, result: null });
  expect((await look(people.behindertenbeirat))[1], 'was there and has not voted').toMatchObject({ onRoll: true });
  expect((await look(people.observation))[1]).toMatchObject({ onRoll: false });

  const commands = createCommands({
    db,
    verbs: createVerbs(createEnvelopes(await newDirectory())),
    roundVerbs,
    log: quiet,
  });
  const run = (who: typeof people.observation, command: string, input: object) =>
    commands.run(who, { requestId: randomUUID(), command, input: { sessionId, ballotId: runningId, ...input } });
  expect(
    await commands.run(people.moderation, { requestId: openingId, command: 'session.open', input: { sessionId } }),
    'a retry of what was done before finds its receipt',
  ).toEqual({ ok: true, receipt: { clock: 7 } });
  const { hash } = running!;
  expect(await run(people.behindertenbeirat, 'vote.cast', { hash, marks: [6, 4, 0, 0] })).toMatchObject({ ok: true });
  expect(await run(people.moderation, 'ballot.close', {})).toMatchObject({ ok: true });
  const [, decided] = await look();
  expect(pointsLines(decided!.result!).map(({ option, points }) => [option, points])).toEqual([
    [1, 8],
    [0, 6],
    [3, 2],
    [2, 0],
  ]);
});

test('an empty database goes the same way', async () => {
  const url = await emptyDatabase(inject('postgresUrl'));
  await migrate(url);
  await expect(migrate(url)).resolves.toBeUndefined();
});

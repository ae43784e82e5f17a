import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { change, type Changes, type Queries } from '../../server/database/database.ts';
import {
  ballotHere,
  castHere,
  closeHere,
  guestsHere,
  lastBallot,
  openBallotHere,
  openHere,
  pointsFor,
  sessionHere,
} from '../session/session-here.ts';

/** A ballot of two guests who have not voted, and how to write a paper past the commands. */
async function running(how: Parameters<typeof openBallotHere>[1] = {}) {
  const here = await sessionHere();
  await openHere(here);
  const [guest, other] = await guestsHere(here, 2);
  const ballot = await openBallotHere(here, how, [guest!, other!]);
  const row = (voter_id: string, bytes: readonly number[]) => ({
    ...{ ballot_id: ballot.id, voter_id, paper: Buffer.from(bytes), at: new Date() },
  });
  const write = (bytes: readonly number[], voter_id: string = guest!.personId) =>
    change(here.db, (changes) => changes.insertInto('ballot_paper').values(row(voter_id, bytes)).execute());
  return { here, ballot, guest: guest!, row, write };
}

const broken = { code: '23514' };

describe('the database, whoever writes to it', () => {
  test('refuses papers of another form, beyond the limit or the budget, and votes after the close', async () => {
    const { here, ballot, write, guest } = await running();
    await expect(write([7, 0, 0, 0])).rejects.toMatchObject(broken);
    await expect(write([6, 6, 2, 0])).rejects.toMatchObject(broken);
    await expect(write([1, 1, 1])).rejects.toMatchObject(broken);
    await expect(write([1, 1, 1, 1, 1])).rejects.toMatchObject(broken);
    await expect(write([])).rejects.toMatchObject(broken);
    await write([6, 6, 1, 0]);
    await expect(write([1, 0, 0, 0]), 'a second paper').rejects.toMatchObject({ code: '23505' });
    await expect(write([1, 0, 0, 0], randomUUID()), 'not on the roll').rejects.toMatchObject({ code: '23503' });
    await closeHere(here, ballot);
    const over = change(here.db, (changes) =>
      changes
        .updateTable('ballot_paper')
        .set({ paper: Buffer.from([1, 0, 0, 0]) })
        .where('voter_id', '=', guest.personId)
        .execute(),
    );
    await expect(over).rejects.toMatchObject(broken);
  });

  test('takes no readable paper into a secret ballot', async () => {
    const { write } = await running({ secrecy: 'secret' });
    await expect(write([6, 0, 0, 0])).rejects.toMatchObject(broken);
  });

  test('makes the close wait for a vote that is being written, and counts it', async () => {
    const { here, ballot, row, guest } = await running();
    const { people, sessionId } = here.round;
    let closing: Promise<unknown> | undefined;
    await change(here.db, async (changes) => {
      await changes
        .insertInto('ballot_paper')
        .values(row(guest.personId, [2, 0, 0, 0]))
        .execute();
      // The close waits for this paper, which lies in the box already, and counts it.
      closing = here.done(people.moderation, 'ballot.close', { sessionId, ballotId: ballot.id });
      while (!(await isWaiting(here.db.kysely)));
    });
    await closing;
    expect((await lastBallot(here, people.observation)).result).toMatchObject({ voted: 1 });
  });

  test('refuses a second running ballot, and changes of deeds', async () => {
    const here = await sessionHere();
    await openHere(here);
    const { id } = await ballotHere(here);
    const second = change(here.db, (changes) =>
      sql`insert into ballot select (jsonb_populate_record(b, jsonb_build_object('id', ${randomUUID()}::text))).*
        from ballot b where id = ${id}`.execute(changes),
    );
    await expect(second).rejects.toMatchObject({ code: '23505' });
    const harm: ((changes: Changes) => Promise<unknown>)[] = [
      (changes) => changes.deleteFrom('deed').execute(),
      (changes) => changes.updateTable('deed').set({ what: 'x' }).execute(),
      (changes) => changes.updateTable('deed').set({ person_id: null, subject_id: null }).execute(),
      (changes) => changes.updateTable('deed').set({ person_id: null, session_id: null }).execute(),
      (changes) => sql`truncate deed`.execute(changes),
      (changes) => sql`truncate person cascade`.execute(changes),
    ];
    for (const each of harm) await expect(change(here.db, each)).rejects.toMatchObject(broken);
  });

  test('keeps a decided result, what was agreed and what was recommended as they are', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here);
    for (const voter of [people.jugendhilfeplanung, people.behindertenbeirat])
      await castHere(here, voter, ballot, pointsFor(ballot, 2, 3));
    await closeHere(here, ballot);
    const one = { sessionId, ballotId: ballot.id };
    const reason = 'Weil zwei Träger zugesagt haben.';
    await here.done(people.moderation, 'order.agree', { ...one, order: [2, 0, 1, 3], reason });
    await here.done(people.moderation, 'measure.recommend', { ...one, option: 2, way: 'report', reason, dissent: '' });
    const decided = await lastBallot(here, people.observation);
    const harm: ((changes: Changes) => Promise<unknown>)[] = [
      (changes) => changes.updateTable('ballot_result').set({ body: '{}' }).execute(),
      (changes) => changes.deleteFrom('ballot_result').execute(),
      (changes) => sql`truncate ballot_result`.execute(changes),
      (changes) => changes.deleteFrom('ballot').execute(),
      (changes) => changes.updateTable('agreed_order').set({ reason: 'Aus einem anderen Grund.' }).execute(),
      (changes) => changes.updateTable('agreed_order').set({ agreed_by: people.observation.personId }).execute(),
      (changes) => changes.deleteFrom('agreed_order').execute(),
      (changes) => sql`truncate agreed_order`.execute(changes),
      (changes) => changes.updateTable('recommendation').set({ way: 'store' }).execute(),
      (changes) => changes.deleteFrom('recommendation').execute(),
    ];
    for (const each of harm)
      await expect(change(here.db, each)).rejects.toMatchObject({ code: expect.stringMatching(/^23/) as string });
    expect(await lastBallot(here, people.observation)).toEqual(decided);
  });

  test('takes no result whose checksum is another', async () => {
    const { here, ballot } = await running();
    const body = '{"voted":99}';
    const forged = change(here.db, (changes) =>
      changes
        .insertInto('ballot_result')
        .values({ ballot_id: ballot.id, body, checksum: 'a'.repeat(64) })
        .execute(),
    );
    await expect(forged).rejects.toMatchObject(broken);
  });

  test('lets a person go: deeds and decisions lose the name, a decided result stays as it was counted', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here);
    for (const voter of [people.jugendhilfeplanung, people.behindertenbeirat])
      await castHere(here, voter, ballot, pointsFor(ballot, 2, 3));
    await closeHere(here, ballot);
    const order = { sessionId, ballotId: ballot.id, order: [2, 0, 1, 3], reason: 'Weil alle es so wollen.' };
    await here.done(people.moderation, 'order.agree', order);
    const decided = await lastBallot(here, people.observation);
    const gone = [people.jugendhilfeplanung, people.behindertenbeirat, people.moderation].map((each) => each.personId);
    await change(here.db, (changes) => changes.deleteFrom('person').where('id', 'in', gone).execute());
    expect(await lastBallot(here, people.observation)).toEqual({
      ...decided,
      agreed: { ...decided.agreed, by: null },
    });
    const names = await here.db.kysely.selectFrom('deed').select('person_id').distinct().execute();
    expect(names).toEqual([{ person_id: null }]);
  });
});

/** Whether somebody waits for a lock in this database. */
async function isWaiting(db: Queries): Promise<boolean> {
  const { rows } = await sql<{ many: number }>`select count(*)::int as many from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return (rows[0]?.many ?? 0) > 0;
}

import { expect, test } from 'vitest';
import { cycleOf } from '#domain/round/cycle.ts';
import { change } from '../../server/database/database.ts';
import { lastResult, list, openSession, overview } from '../../server/round/rounds.ts';
import { openSampleRound } from '../support/sample-round.ts';

const { db, round: sample } = await openSampleRound();

test('a member finds the round with what there is in it, counted', async () => {
  const [found] = await overview(db.kysely, sample.people.jugendhilfeplanung);
  expect(found?.round).toMatchObject({ title: 'Proberunde', role: 'planner', counts: { measures: 4, sessions: 1 } });
  expect(found?.session).toMatchObject({ title: 'Probesitzung', status: 'planned', items: 3, ballot: null });
});

test('a stranger finds nothing', async () => {
  expect(await list(db.kysely, sample.people.stranger)).toEqual([]);
  expect(await overview(db.kysely, sample.people.stranger)).toEqual([]);
});

test('of several planned sessions the next one to come is shown, not one that is long over', async () => {
  const { roundId, sessionId } = sample;
  const past = {
    id: crypto.randomUUID() as typeof sessionId,
    round_id: roundId,
    title: 'Längst vorbei',
    place: 'Ratssaal',
  };
  const times = { starts_at: new Date('2020-01-01T10:00:00Z'), ends_at: new Date('2020-01-01T12:00:00Z') };
  await change(db, (changes) =>
    changes
      .insertInto('session')
      .values({ ...past, ...times, code: null, current_item_id: null })
      .execute(),
  );
  const soon = { starts_at: new Date(Date.now() + 3_600_000), ends_at: new Date(Date.now() + 7_200_000) };
  await change(db, (changes) => changes.updateTable('session').set(soon).where('id', '=', sessionId).execute());
  const [found] = await overview(db.kysely, sample.people.coordination);
  expect(found?.session?.title).toBe('Probesitzung');
});

test('the cycle is done up to what there is, and the first open step is now', async () => {
  const [found] = await overview(db.kysely, sample.people.coordination);
  if (found === undefined) throw new Error('no overview');
  const states = cycleOf(found).map(({ step, state }) => `${step} ${state}`);
  expect(states.slice(0, 3)).toEqual(['mandate done', 'facts now', 'experience later']);
});

test('an open session is found by members and by its own guests, with what waits for each of them', async () => {
  const { roundId, sessionId } = sample;
  expect(await openSession(db.kysely, sample.people.coordination)).toBeNull();
  const open = { status: 'open', code: 'ABCD2345' } as const;
  await change(db, (changes) => changes.updateTable('session').set(open).where('id', '=', sessionId).execute());
  const found = { id: sessionId, itemPosition: null, awaitsVote: false, hasEntered: false };
  expect(await openSession(db.kysely, sample.people.coordination)).toEqual(found);
  const guestOf = (session: typeof sessionId) => ({
    ...sample.people.stranger,
    seats: [{ roundId, role: 'guest' as const, group: null, sessionId: session }],
  });
  expect(await openSession(db.kysely, guestOf(sessionId))).toEqual(found);
  expect(await openSession(db.kysely, guestOf(crypto.randomUUID() as typeof sessionId))).toBeNull();
  expect(await openSession(db.kysely, sample.people.stranger)).toBeNull();
});

test('when nothing is open or planned, the session that was closed last is shown', async () => {
  await change(db, (changes) => changes.updateTable('session').set({ status: 'closed', code: null }).execute());
  const [found] = await overview(db.kysely, sample.people.coordination);
  expect(found?.session).toMatchObject({ title: 'Probesitzung', status: 'closed' });
  expect(await lastResult(db.kysely, sample.people.coordination)).toBeNull();
});

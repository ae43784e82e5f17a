import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../server/database/database.ts';
import { change } from '../../server/database/database.ts';
import type { People } from '../../server/people/people.ts';
import { fingerprint } from '../../server/people/tokens.ts';
import { plantSampleRound } from '../support/sample-round.ts';
import { type Clock, peopleHere, plantAccount, refusal } from './people-here.ts';

let db: Database;
let people: People;
let clock: Clock;

beforeEach(async () => {
  ({ db, people, clock } = await peopleHere());
});
afterEach(() => db.close());

const person = {
  name: 'Strategische Sozialplanung',
  email: 'sozialplanung@stadt.example',
  password: 'Hunte-Ufer-bei-Regen',
};

describe('the setup link', () => {
  test('creates the first coordinator with a first round, and signs her in', async () => {
    const token = await people.createSetupLink();
    const signIn = await people.setUp({ token, ...person });
    const { caller } = (await people.callerOf(signIn.token))!;
    expect(caller).toMatchObject({ name: person.name, seats: [{ role: 'coordinator', group: null, sessionId: null }] });
    expect(await db.kysely.selectFrom('round').select('title').execute()).toEqual([{ title: 'Unsere Planungsrunde' }]);
    const again = await people.signIn({ ...person, address: '192.0.2.10' });
    expect((await people.callerOf(again.token))?.caller.personId).toBe(caller.personId);
  });

  test('is good once, also when two use it at the same moment', async () => {
    const token = await people.createSetupLink();
    const both = await Promise.allSettled([
      people.setUp({ token, ...person }),
      people.setUp({ token, ...person, email: 'zweite@stadt.example' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await people.isSetupLinkGood(token)).toBe(false);
    expect(await refusal(people.setUp({ token, ...person, email: 'dritte@stadt.example' }))).toBe('link-expired');
  });

  test('is good for a day', async () => {
    const token = await people.createSetupLink();
    clock.forward(24 * 60 - 1);
    expect(await people.isSetupLinkGood(token)).toBe(true);
    clock.forward(2);
    expect(await refusal(people.setUp({ token, ...person }))).toBe('link-expired');
  });

  test('an older unused link stops working when a new one is made', async () => {
    const older = await people.createSetupLink();
    const newer = await people.createSetupLink();
    expect([await people.isSetupLinkGood(older), await people.isSetupLinkGood(newer)]).toEqual([false, true]);
    expect(await people.isSetupLinkGood('made-up')).toBe(false);
  });

  test('ends with the first account, however that came about', async () => {
    const token = await people.createSetupLink();
    await plantAccount(db, 'erste@stadt.example', 'Moor-und-Marsch-2026');
    expect(await people.isSetupLinkGood(token)).toBe(false);
    expect(await refusal(people.setUp({ token, ...person }))).toBe('link-expired');
  });

  test('of two instances that have each left one makes one first coordinator, also at the same moment', async () => {
    const tokens = [await people.createSetupLink(), 'Link-der-zweiten-Instanz'];
    const link = { id: fingerprint(tokens[1]!), expires_at: new Date(Date.now() + 3_600_000), used_at: null };
    await change(db, (changes) => changes.insertInto('setup_link').values(link).execute());
    expect(await Promise.all(tokens.map((token) => people.isSetupLinkGood(token)))).toEqual([true, true]);
    const both = await Promise.allSettled(
      tokens.map((token, index) => people.setUp({ token, ...person, email: `erste${index}@stadt.example` })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await db.kysely.selectFrom('membership').select('role').execute()).toEqual([{ role: 'coordinator' }]);
  });
});

describe('the demo entry', () => {
  const markDemo = () =>
    change(db, (changes) => changes.insertInto('setting').values({ name: 'demo', value: 'yes' }).execute());

  test('offers nobody and lets nobody in where this is not a demo', async () => {
    const sample = await plantSampleRound(db);
    expect(await people.demoPeople()).toEqual([]);
    expect(await refusal(people.enterAsDemo(sample.people.moderation.personId))).toBe('not-allowed');
  });

  test('enters as an account of the demo by one click', async () => {
    const sample = await plantSampleRound(db);
    await markDemo();
    const offered = await people.demoPeople();
    expect(offered).toHaveLength(5);
    expect(offered).toContainEqual({
      personId: sample.people.behindertenbeirat.personId,
      name: 'Behindertenbeirat',
      initials: 'BE',
      tone: 1,
      role: 'delegate',
      group: 'Behindertenbeirat',
    });
    const { token } = await people.enterAsDemo(sample.people.moderation.personId);
    expect((await people.callerOf(token))?.caller).toEqual(sample.people.moderation);
  });

  test('never as somebody with a password, nor as a person without a seat', async () => {
    const sample = await plantSampleRound(db);
    await markDemo();
    const account = await plantAccount(db, 'echt@stadt.example', 'Hunte-Ufer-bei-Regen');
    await change(db, (changes) =>
      changes
        .insertInto('membership')
        .values({ round_id: sample.roundId, person_id: account, role: 'planner', group_id: null })
        .execute(),
    );
    expect(await refusal(people.enterAsDemo(account))).toBe('not-allowed');
    expect(await refusal(people.enterAsDemo(sample.people.stranger.personId))).toBe('not-allowed');
  });
});

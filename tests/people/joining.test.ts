import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { type GroupId, PersonId } from '#domain/ids.ts';
import { may } from '#domain/people/permissions.ts';
import { change, type Database } from '../../server/database/database.ts';
import type { People } from '../../server/people/people.ts';
import { plantSampleRound, type SampleRound } from '../support/sample-round.ts';
import { type Clock, handClock, peopleHere, peopleOn, refusal } from './people-here.ts';

const code = 'K7M4QXAB';
const address = '192.0.2.10';
let db: Database;
let people: People;
let clock: Clock;
let sample: SampleRound;
let behindertenbeirat: GroupId;

beforeAll(async () => {
  ({ db } = await peopleHere());
  sample = await plantSampleRound(db);
  behindertenbeirat = sample.people.behindertenbeirat.seats[0]!.group!.id;
});
beforeEach(async () => {
  clock = handClock();
  people = peopleOn(db, clock);
  await setSession('open');
});
afterAll(() => db.close());

const join = (typed = code, groupId: GroupId | null = null) =>
  people.joinAsGuest({ code: typed, name: 'A. Brandes', groupId, address });

describe('joining by code', () => {
  test.each(['K7M4QXAB', 'k7m4 qxab', ' K7M4-QXAB '])('works as it is typed: %j', async (typed) => {
    expect((await people.joinView(typed, address)).sessionId).toBe(sample.sessionId);
  });

  test('shows the session and who has a vote there, but no name of a guest', async () => {
    const { token } = await join(code, behindertenbeirat);
    const guest = await people.callerOf(token);
    await arrive(sample.people.moderation.personId, sample.people.jugendhilfeplanung.personId, guest!.caller.personId);
    expect(await people.joinView(code, address)).toEqual({
      sessionId: sample.sessionId,
      roundId: sample.roundId,
      title: 'Probesitzung',
      place: 'Ratssaal',
      startsAt: '2027-01-14T13:00:00.000Z',
      endsAt: '2027-01-14T15:30:00.000Z',
      item: { position: 2, count: 3 },
      groups: [{ id: behindertenbeirat, name: 'Behindertenbeirat' }],
      arrived: [
        { label: 'Jugendhilfeplanung', initials: 'JU', tone: 1 },
        { label: 'Behindertenbeirat', initials: 'BE', tone: expect.any(Number) as number },
      ],
      seats: 3,
    });
  });

  test('makes a guest of this session, with the name and group she gives, and of no other', async () => {
    const { token, sessionId } = await join(code, behindertenbeirat);
    expect(sessionId).toBe(sample.sessionId);
    const { caller } = (await people.callerOf(token))!;
    expect(caller).toMatchObject({ name: 'A. Brandes', initials: 'AB' });
    expect(caller.seats).toEqual([
      {
        roundId: sample.roundId,
        role: 'guest',
        group: { id: behindertenbeirat, name: 'Behindertenbeirat' },
        sessionId,
      },
    ]);
    expect(may(caller, 'vote.cast', { roundId: sample.roundId, sessionId })).toBe(true);
    expect(
      may(caller, 'vote.cast', { roundId: sample.roundId, sessionId: crypto.randomUUID() as typeof sessionId }),
    ).toBe(false);
  });

  test('is good for a day and a half, however often the guest comes back', async () => {
    const { token } = await join();
    clock.forward(35 * 60);
    expect(await people.callerOf(token)).toMatchObject({ fresh: false });
    clock.forward(2 * 60);
    expect(await people.callerOf(token)).toBeNull();
  });

  test('a group that does not exist is refused and leaves nobody behind', async () => {
    const before = await countPeople();
    expect(await refusal(join(code, crypto.randomUUID() as GroupId))).toBe('bad-input');
    expect(await countPeople()).toBe(before);
  });
});

describe('a code', () => {
  test('lets in only while its session is open', async () => {
    for (const status of ['planned', 'closed'] as const) {
      await setSession(status);
      expect(await refusal(people.joinView(code, address))).toBe('code-unknown');
      expect(await refusal(join())).toBe('code-unknown');
    }
  });

  test('that is right is let in from a hall in which somebody guesses; who guesses is told to wait', async () => {
    expect(await guesses(305, address)).toEqual({ 'code-unknown': 300, 'too-many-tries': 5 });
    expect((await people.joinView(code, address)).title).toBe('Probesitzung');
    expect((await join()).sessionId).toBe(sample.sessionId);
    expect(await guesses(1, '198.51.100.7')).toEqual({ 'code-unknown': 1 });
    clock.forward(1.1);
    expect(await guesses(1, address)).toEqual({ 'code-unknown': 1 });
  });

  test('in a flood of guesses is not even looked up where they come from, and let in from everywhere else', async () => {
    const hall = '192.0.2.99';
    expect((await people.joinView(code, hall)).title).toBe('Probesitzung');
    for (let host = 0; host < 11; host += 1) await guesses(280, `198.51.100.${host}`);
    expect(await guesses(101, '203.0.113.5')).toEqual({ 'code-unknown': 100, 'too-many-tries': 1 });
    expect(await refusal(people.joinView(code, '203.0.113.5'))).toBe('too-many-tries');
    await guesses(101, hall);
    for (const calm of [address, hall]) expect((await people.joinView(code, calm)).title).toBe('Probesitzung');
    clock.forward(1.1);
    expect((await people.joinView(code, '203.0.113.5')).title).toBe('Probesitzung');
  });

  test('a whole room joins from one address, and slips of the finger cost no try', async () => {
    for (let slip = 0; slip < 20; slip += 1)
      expect(await refusal(people.joinView('K7M4', address))).toBe('code-unknown');
    await Promise.all(Array.from({ length: 40 }, () => join()));
  });
});

describe('a session', () => {
  test('takes 120 guests a minute from one address, and does not count who only looks', async () => {
    const own = '192.0.2.50';
    const comeFrom = (from: string) => people.joinAsGuest({ code, name: 'A. Brandes', groupId: null, address: from });
    for (let look = 0; look < 200; look += 1) await people.joinView(code, own);
    const answers = await Promise.allSettled(Array.from({ length: 125 }, () => comeFrom(own)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(120);
    expect(await refusal(comeFrom(own))).toBe('too-many-tries');
    expect((await comeFrom('192.0.2.51')).sessionId).toBe(sample.sessionId);
    clock.forward(1.1);
    expect((await comeFrom(own)).sessionId).toBe(sample.sessionId);
  });

  test('is full with 500 guests, also when the last ones come at the same moment', async () => {
    const seated = async () => {
      const guests = db.kysely.selectFrom('guest').where('session_id', '=', sample.sessionId);
      const { count } = await guests.select((eb) => eb.fn.countAll<string>().as('count')).executeTakeFirstOrThrow();
      return Number(count);
    };
    await seatGuests(497 - (await seated()));
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => join()));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await refusal(join())).toBe('session-full');
    expect(await seated()).toBe(500);
  });
});

/** Wrong codes, all at once: how often each answer came. */
async function guesses(count: number, from: string): Promise<Record<string, number>> {
  const answers = await Promise.all(Array.from({ length: count }, () => refusal(people.joinView('22222222', from))));
  return Object.fromEntries([...Map.groupBy(answers, (answer) => answer)].map(([answer, all]) => [answer, all.length]));
}

async function seatGuests(count: number): Promise<void> {
  const rows = Array.from({ length: count }, () => ({
    ...{ id: v.parse(PersonId, crypto.randomUUID()), name: 'A. Brandes', initials: 'AB', tone: 1 as const },
    ...{ email: null, password_hash: null },
  }));
  const seats = rows.map(({ id }) => ({ person_id: id, session_id: sample.sessionId, group_id: null }));
  await change(db, async (changes) => {
    await changes.insertInto('person').values(rows).execute();
    await changes.insertInto('guest').values(seats).execute();
  });
}

async function setSession(status: 'planned' | 'open' | 'closed'): Promise<void> {
  const current_item_id = sample.items[1]!;
  await change(db, (changes) =>
    changes
      .updateTable('session')
      .set({ status, code: status === 'open' ? code : null, current_item_id })
      .where('id', '=', sample.sessionId)
      .execute(),
  );
}

async function arrive(...ids: SampleRound['people']['moderation']['personId'][]): Promise<void> {
  const rows = ids.map((person_id, index) => ({ session_id: sample.sessionId, person_id, clock: index + 1 }));
  await change(db, (changes) => changes.insertInto('attendance').values(rows).execute());
}

async function countPeople(): Promise<number> {
  return (await db.kysely.selectFrom('person').select('id').execute()).length;
}

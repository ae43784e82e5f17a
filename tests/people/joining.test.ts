import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GroupId } from '#domain/ids.ts';
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

  test('cannot be guessed: ten wrong ones in a minute, then nothing from there for the rest of it', async () => {
    const answers: string[] = [];
    for (let guess = 0; guess < 12; guess += 1)
      answers.push(await refusal(people.joinView(`222222${'23456789ABCD'[guess]}2`, address)));
    expect(answers).toEqual([...Array<string>(10).fill('code-unknown'), 'too-many-tries', 'too-many-tries']);
    expect(await refusal(join())).toBe('too-many-tries');
    expect((await people.joinView(code, '198.51.100.7')).title).toBe('Probesitzung');
    clock.forward(1.1);
    expect((await people.joinView(code, address)).title).toBe('Probesitzung');
  });

  test('from many addresses at once leaves each three tries, and lets the right one in', async () => {
    for (let host = 0; host < 100; host += 1) await refusal(people.joinView('22222222', `198.51.100.${host}`));
    const answers: string[] = [];
    for (let guess = 0; guess < 4; guess += 1) answers.push(await refusal(people.joinView('22222222', '203.0.113.5')));
    expect(answers).toEqual(['code-unknown', 'code-unknown', 'code-unknown', 'too-many-tries']);
    expect((await people.joinView(code, address)).title).toBe('Probesitzung');
  });

  test('a whole room joins from one address, and slips of the finger cost no try', async () => {
    for (let slip = 0; slip < 20; slip += 1)
      expect(await refusal(people.joinView('K7M4', address))).toBe('code-unknown');
    await Promise.all(Array.from({ length: 40 }, () => join()));
  });
});

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

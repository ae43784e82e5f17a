import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonId } from '#domain/ids.ts';
import { change, type Database, isEmpty } from '../../server/database/database.ts';
import { createPeople, type People } from '../../server/people/people.ts';
import { createLog } from '../../server/platform/log.ts';
import { type Clock, handClock, peopleHere, peopleOn, plantAccount, refusal } from './people-here.ts';

const email = 'pflege@stadt.example';
const password = 'Hunte-Ufer-bei-Regen';
const townHall = '192.0.2.10';
let db: Database;
let people: People;
let clock: Clock;
let personId: PersonId;

beforeAll(async () => {
  ({ db, people, clock } = await peopleHere());
  personId = await plantAccount(db, email, password);
});
afterAll(() => db.close());

const from = (address: string, typed = password, name = email) =>
  people.signIn({ email: name, password: typed, address });

describe('signing in', () => {
  test('the right password lets in, and the server knows the person by name', async () => {
    const { token } = await from(townHall);
    const found = await people.callerOf(token);
    expect(found?.caller).toMatchObject({ personId, name: 'Pflegefachplanung', initials: 'PF', seats: [] });
  });

  test('a wrong password and an unknown name get the same answer in about the same time', async () => {
    const took = async (typed: string, name: string) => {
      const start = performance.now();
      expect(await refusal(from('192.0.2.77', typed, name))).toBe('wrong-credentials');
      return performance.now() - start;
    };
    const wrong = [await took('falsch', email), await took('falsch', email), await took('falsch', email)];
    const unknown = [await took('falsch', 'niemand@stadt.example'), await took('falsch', 'keiner@stadt.example')];
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...wrong) / 3);
  });

  test('a person without a password, such as a guest, cannot be signed in to', async () => {
    expect(await refusal(from(townHall, '', ''))).toBe('wrong-credentials');
  });

  test('every sign-in gives a new token and ends the one it replaces', async () => {
    const before = await from(townHall);
    const after = await people.signIn({ email, password, address: townHall, replaces: before.token });
    expect(after.token).not.toBe(before.token);
    expect(await people.callerOf(before.token)).toBeNull();
    expect(await people.callerOf(after.token)).not.toBeNull();
  });

  test('no table holds a token or a password as it is', async () => {
    const { token } = await from(townHall);
    const link = await people.createSetupLink();
    const dump = await everything();
    expect(dump).toContain(email);
    for (const secret of [token, link, password]) expect(dump).not.toContain(secret);
  });
});

describe('signing out', () => {
  test('ends this sign-in and no other, and says each time whose it was, so that its sockets go', async () => {
    const [here, elsewhere] = [await from(townHall), await from(townHall)];
    const ended: PersonId[] = [];
    people.onEnded((id) => ended.push(id));
    await people.signOut(here.token);
    expect(await people.callerOf(here.token)).toBeNull();
    expect(await people.callerOf(elsewhere.token)).not.toBeNull();
    expect(ended).toEqual([personId]);
    await people.signOut(elsewhere.token);
    await people.signOut(elsewhere.token);
    expect(ended).toEqual([personId, personId]);
  });
});

describe('a sign-in', () => {
  test('ends after a week without a visit', async () => {
    const { token } = await from(townHall);
    clock.forward(7 * 24 * 60 - 1);
    const found = await people.callerOf(token);
    expect(found).not.toBeNull();
    clock.forward(2);
    expect(await people.callerOf((await from(townHall)).token)).not.toBeNull();
    clock.forward(7 * 24 * 60 + 1);
    expect(await people.callerOf(token)).toBeNull();
  });

  test('is prolonged by a visit in its second half, and a month later it ends all the same', async () => {
    const local = peopleOn(db, handClock());
    const { token } = await local.signIn({ email, password, address: townHall });
    expect((await local.callerOf(token))?.fresh).toBe(false);
    await ageBy('3 days', '4 days');
    expect((await local.callerOf(token))?.fresh).toBe(true);
    expect((await local.callerOf(token))?.fresh).toBe(false);
    await ageBy('0 days', '31 days');
    expect(await local.callerOf(token)).toBeNull();
  });

  test('that cannot be looked up because the database is gone fails for this one request alone', async () => {
    const gone = await peopleHere();
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on('unhandledRejection', note);
    await isEmpty(gone.db.kysely);
    await gone.db.close();
    await expect(gone.people.callerOf('a'.repeat(40))).rejects.toThrow();
    // Node tells of unhandled rejections before the next turn of its loop.
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  test.each(['', 'x', '%', '%E0%A4%A', 'a'.repeat(9000), "'; drop table person; --", '\u0000'])(
    'is not what somebody makes up: %j',
    async (token) => {
      expect(await people.callerOf(token)).toBeNull();
    },
  );
});

describe('the cookie', () => {
  test('is bound to this host, unreadable for scripts, and not sent along by foreign pages', () => {
    const { name, value, options } = people.cookie('abc');
    expect({ name, value, ...options }).toEqual({
      name: '__Host-planungsrunde',
      value: 'abc',
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: true,
      maxAge: 604_800,
    });
    expect(people.cookie(null).options.maxAge).toBe(0);
  });

  test('has another name without https, where browsers refuse the prefix', () => {
    const plain = createPeople({ db, secure: false, log: createLog('error'), now: () => new Date() });
    expect(plain.cookie('abc')).toMatchObject({ name: 'planungsrunde', options: { secure: false } });
  });

  test.each([
    ['__Host-planungsrunde=abc', 'abc'],
    ['theme=dark; __Host-planungsrunde=abc; locale=de', 'abc'],
    ['theme=dark;__Host-planungsrunde=abc', 'abc'],
    ['x__Host-planungsrunde=abc', undefined],
    ['__Host-planungsrunde=', undefined],
    ['%E0%A4%A=1; %', undefined],
    [undefined, undefined],
  ])('is read from %j', (header, token) => {
    expect(people.tokenFrom(header)).toBe(token);
  });
});

async function ageBy(expires: string, created: string): Promise<void> {
  await change(db, (changes) =>
    sql`update signin set expires_at = now() + ${expires}::interval, created_at = now() - ${created}::interval`.execute(
      changes,
    ),
  );
}

/** Every row of every table as text, with bytes both as hex and as they read. */
async function everything(): Promise<string> {
  const tables = await sql<{
    name: string;
  }>`select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db.kysely);
  const found = await Promise.all(
    tables.rows.map(({ name }) =>
      sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(db.kysely),
    ),
  );
  const text = found.flatMap(({ rows }) => rows.map(({ row }) => row));
  return text
    .map(
      (row) => row + row.replaceAll(/\\x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1')),
    )
    .join('\n');
}

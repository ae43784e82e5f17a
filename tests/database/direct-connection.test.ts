import { sql } from 'kysely';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { change, type Database, openDatabase } from '../../server/database/database.ts';
import { DirectConnection, isPlain } from '../../server/database/direct-connection.ts';
import { againIfLost, LostConnection } from '../../server/database/lost-connection.ts';
import type { Parameter } from '../../server/database/wire-protocol.ts';
import { type Conduct, conducts, secureWayTo, type Way, wayTo } from '../support/database-way.ts';
import { until } from '../support/documents.ts';
import { freshDatabase } from '../support/postgres.ts';

/** A database with a table `shelf`, opened by the given way until the test ends. */
async function opened(by: (url: string) => string | Promise<string> = (url) => url): Promise<Database> {
  const url = await freshDatabase(inject('postgresUrl'));
  const db = openDatabase(await by(url));
  onTestFinished(() => db.close());
  await change(db, (changes) => sql`create table shelf (place int primary key, content bytea)`.execute(changes));
  return db;
}

/** A connection by a way that the test can spoil. */
async function onWay({ conduct, deadline = 7_000 }: { conduct?: Conduct; deadline?: number } = {}) {
  const way = await wayTo(inject('postgresUrl'), conduct);
  const connection = new DirectConnection(way.url, { onnotice: () => undefined }, deadline);
  onTestFinished(() => connection.end());
  return { way, connection };
}

const one = `select '1'`;
const put = 'insert into shelf (place, content) values ($1, $2)';

/** Expects that nothing is left of the one connection that was dialled; who dials now comes behind all that was to come. */
async function expectLeft(way: Way): Promise<void> {
  way.conduct = conducts.deliver;
  const later = new DirectConnection(way.url, {}, 7_000);
  await later.run(one, []);
  await later.end();
  await until(() => way.lines.size === 0);
  expect(way.dialled()).toBeLessThanOrEqual(2);
}

/** Expects a loss, in less than this many milliseconds. */
async function expectLoss(running: Promise<unknown>, within = 3_000): Promise<void> {
  const began = performance.now();
  await expect(running).rejects.toBeInstanceOf(LostConnection);
  expect(performance.now() - began).toBeLessThan(within);
}

const awkward = [
  '',
  ' ',
  'Grüße aus Łódź 👋',
  `"O'Neil"`,
  'C:\\neu\\',
  '\\\\"',
  '{a,b}',
  'NULL',
  'null',
  'a\nb\t',
  '$1 %s',
];
const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe.each([
  ['without TLS', (url: string) => url],
  ['over TLS', secureWayTo],
])('a statement %s', (_name, by) => {
  test('takes values of each kind and gives them back', async () => {
    const db = await opened(by);
    const same = async (type: string, value: Parameter) =>
      expect(await db.ask(`select to_json($1::${type})::text`, [value]), type).toEqual([value]);
    for (const text of awkward) await same('text', text);
    for (const texts of [[], awkward, [...awkward].reverse()]) await same('text[]', texts);
    for (const number of [0, -1, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])
      await same('bigint', number);
    for (const number of [0.1, -1e-300, Number.MAX_VALUE, Number.MIN_VALUE]) await same('float8', number);
    for (const numbers of [[], [1], [3, -2, Number.MAX_SAFE_INTEGER]]) await same('bigint[]', numbers);
    await same('text', '9223372036854775807');
    for (const bytes of [Uint8Array.of(), Uint8Array.of(0), everyByte])
      expect(await db.ask(`select to_json(encode($1, 'hex'))::text`, [bytes])).toEqual([
        Buffer.from(bytes).toString('hex'),
      ]);
    const all = `select json_build_array($1::int, encode($2, 'hex'), $3::text, $4::text[], $5::int)::text`;
    const values = [7, Uint8Array.of(0, 255), 'ä', ['ö', ''], 8];
    expect(await db.ask(all, values)).toEqual([[7, '00ff', 'ä', ['ö', ''], 8]]);
  });

  test('answers with none, many and large rows, and says how many it changed', async () => {
    const db = await opened(by);
    expect(await db.ask('select place::text from shelf', [])).toEqual([]);
    const rows = await db.ask<number>(
      'select n::text from generate_series(1, 20000) as series (n) order by series.n',
      [],
    );
    expect(rows).toEqual(Array.from({ length: 20_000 }, (_, n) => n + 1));
    const [large] = await db.ask<string>(`select to_json(repeat('aä€👋', 100000))::text`, []);
    expect(large === 'aä€👋'.repeat(100_000)).toBe(true);
    expect(await db.single(`insert into shelf select n, '' from generate_series(1, 1200) as n`, [])).toBe(1_200);
    expect(await db.single('update shelf set content = $2 where place <= $1', [3, everyByte])).toBe(3);
    expect(await db.ask(`select to_json(encode(content, 'hex'))::text from shelf where place = $1`, [3])).toEqual([
      Buffer.from(everyByte).toString('hex'),
    ]);
    expect(await db.single('delete from shelf where place > 1200', [])).toBe(0);
  });

  test('that PostgreSQL refuses names the reason, and its connection goes on', async () => {
    const db = await opened(by);
    const backend = () => db.ask('select pg_backend_pid()::text', []);
    const before = await backend();
    const number = 'select $1::int::text';
    await expect(db.ask(number, ['keine'])).rejects.toMatchObject({ code: '22P02', message: /"keine"/ });
    expect(await db.ask(number, ['12'])).toEqual([12]);
    await expect(db.ask(number, ['12x'])).rejects.toMatchObject({ code: '22P02' });
    for (let time = 0; time < 2; time += 1)
      await expect(db.ask('selekt 1', [])).rejects.toMatchObject({ code: '42601' });
    await expect(db.ask(`select '1' from nowhere`, [])).rejects.toMatchObject({ code: '42P01' });
    await expect(db.ask('insert into shelf values (1) returning place::text', [])).rejects.toMatchObject({
      code: '25006',
    });
    expect(await db.ask(number, ['13'])).toEqual([13]);
    expect(await backend()).toEqual(before);
    expect(await db.single(put, [1, everyByte])).toBe(1);
    const refused = await db.single(put, [1, everyByte]).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: '23505', table_name: 'shelf', constraint_name: 'shelf_pkey' });
    expect(String(refused)).toBe('PostgresError: duplicate key value violates unique constraint "shelf_pkey"');
    expect(Object.keys(refused as object)).not.toContain('0');
    expect(await db.single(put, [2, everyByte])).toBe(1);
  });
});

test('many at once get their own answers', async () => {
  const db = await opened();
  const numbers = Array.from({ length: 100 }, (_, n) => n);
  expect(await Promise.all(numbers.map((n) => db.ask('select $1::text', [n])))).toEqual(numbers.map((n) => [n]));
});

test('a statement is prepared once, also when a value or a statement before it was refused', async () => {
  const { connection } = await onWay();
  const number = 'select $1::int::text';
  await expect(connection.run('selekt 1', [])).rejects.toMatchObject({ code: '42601' });
  await expect(connection.run(number, ['x'])).rejects.toMatchObject({ code: '22P02' });
  for (const value of [1, 2, 3]) expect((await connection.run(number, [value])).texts).toEqual([String(value)]);
  const known = 'select statement from pg_prepared_statements order by prepare_time';
  expect((await connection.run(known, [])).texts).toEqual([number, known]);
});

test('each statement has its own time, also after one that was not sent', async () => {
  const { connection } = await onWay({ deadline: 1_000 });
  const tooMany = async () => connection.run(one, Array<number>(40_000).fill(1));
  await expect(tooMany()).rejects.toThrow(RangeError);
  for (let time = 0; time < 3; time += 1)
    expect((await connection.run(`select '1' from pg_sleep(0.4)`, [])).texts).toEqual(['1']);
});

test('answers that the network cuts after each byte are read right', async () => {
  const { way, connection } = await onWay({ conduct: conducts.cut });
  const rows = `select to_json(repeat('ä€👋', n))::text from generate_series(0, 20) as n`;
  const expected = Array.from({ length: 21 }, (_, n) => `"${'ä€👋'.repeat(n)}"`);
  for (let time = 0; time < 2; time += 1)
    expect(await connection.run(rows, [])).toEqual({ count: 21, texts: expected });
  await expect(connection.run('selekt 1', [])).rejects.toMatchObject({ code: '42601', message: /"selekt"/ });
  expect(way.dialled()).toBe(1);
});

describe('a lost connection', () => {
  /** Ends the backends of the database that do such a statement, or did it last. */
  const kill = (db: Database, statement: string) =>
    sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and query = ${statement}`.execute(db.kysely);
  const running = async (db: Database, statement: string) =>
    (
      await sql`select 1 from pg_stat_activity where datname = current_database()
      and query = ${statement} and state = 'active'`.execute(db.kysely)
    ).rows.length;
  const long = `select '1' from pg_sleep(4)`;

  test('is told to whose statement was running when its backend ended; the next one works', async () => {
    const db = await opened();
    for (const run of [db.ask, db.single]) {
      const lost = expectLoss(run(long, []));
      await until(async () => (await running(db, long)) === 1);
      await kill(db, long);
      await lost;
      await run(one, []);
    }
  });

  test('between statements costs one repetition at the most', async () => {
    const db = await opened();
    await db.ask(one, []);
    await kill(db, one);
    expect(await againIfLost(() => db.ask(one, []))).toEqual([1]);
  });

  test.each(['hangUp', 'reset'] as const)('is told at once where the server leaves without a word: %s', async (how) => {
    const { way, connection } = await onWay();
    await connection.run(one, []);
    way.conduct = conducts[how];
    await expectLoss(connection.run(one, []));
    expect(connection.lost).toBe(true);
    await expectLoss(connection.run(one, []));
    await expectLeft(way);
  });

  test.each(['hangUp', 'reset'] as const)(
    'while signing in is told at once, and not dialled again: %s',
    async (how) => {
      const { way, connection } = await onWay({ conduct: conducts[how] });
      await expectLoss(connection.run(one, []));
      await expectLeft(way);
    },
  );

  test.each([true, false])('is told after the deadline where no answer comes, signed in: %s', async (isSignedIn) => {
    const { way, connection } = await onWay({
      conduct: isSignedIn ? conducts.deliver : conducts.swallow,
      deadline: 1_000,
    });
    if (isSignedIn) await connection.run(one, []);
    way.conduct = conducts.swallow;
    await expectLoss(connection.run(one, []));
    expect(connection.lost).toBe(true);
    await expectLeft(way);
  });

  test('is noticed while nobody asks', async () => {
    const { way, connection } = await onWay();
    await connection.run(one, []);
    for (const line of way.lines) line.end();
    await until(() => connection.lost);
  });

  test('is what everybody hears once the database is closed, also those who wait for an answer', async () => {
    const db = await opened();
    const lost = [db.ask(long, []), db.single(long, [])].map((run) => expectLoss(run));
    await until(async () => (await running(db, long)) === 2);
    await db.close();
    await Promise.all(lost);
    await expectLoss(db.ask(one, []));
    await expectLoss(db.single(one, []));
  });

  test('that is ended while it signs in leaves no line behind', async () => {
    for (const answers of [-1, 0, 1, 2]) {
      const { way, connection } = await onWay();
      let left = answers;
      way.conduct = (answer, line) => (left-- > 0 ? line.write(answer) : connection.end());
      const lost = expectLoss(connection.run(one, []));
      // By now it dials, and nobody has answered.
      if (answers === -1) await new Promise(process.nextTick).then(() => connection.end());
      await lost;
      await expectLeft(way);
    }
  });
});

test('a wrong password is told as such', async () => {
  const url = Object.assign(new URL(inject('postgresUrl')), { password: 'geheim' }).href;
  const db = openDatabase(url);
  onTestFinished(() => db.close());
  for (const run of [db.ask, db.single]) {
    const refused = await run(one, []).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: '28P01' });
    expect(refused).not.toBeInstanceOf(LostConnection);
  }
});

test('what is dialled with TLS is left to the client library', () => {
  const url = 'postgres://planung@rechner.test/planung';
  for (const plain of [url, `${url}?sslmode=disable`]) expect(isPlain(plain)).toBe(true);
  for (const mode of ['allow', 'prefer', 'require', 'verify-ca', 'verify-full'])
    expect(isPlain(`${url}?sslmode=${mode}`), mode).toBe(false);
});

import { sql } from 'kysely';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { Connection, Connections } from '../../server/database/connections.ts';
import { openDatabase } from '../../server/database/database.ts';
import { againIfLost, LostConnection } from '../../server/database/lost-connection.ts';
import { freshDatabase } from '../support/postgres.ts';

/** A pool of that many connections to the test server, and how many it has opened. */
function poolOf(size: number) {
  const opened: Connection[] = [];
  const open = () => {
    const connection = new Connection(inject('postgresUrl'), { onnotice: () => undefined }, 5000);
    opened.push(connection);
    return connection;
  };
  const pool = new Connections(open, size, 2000);
  onTestFinished(() => pool.end());
  return { pool, inUse: () => opened.filter(({ lost }) => !lost).length };
}

describe('the connections', () => {
  test('never become more than they may be, also when lost ones come back while others wait', async () => {
    const { pool, inUse } = poolOf(2);
    const first = await Promise.all([pool.borrow(), pool.borrow()]);
    for (const connection of first) await connection.end();
    const second = await Promise.all([pool.borrow(), pool.borrow()]);
    const waiting = [pool.borrow(), pool.borrow()];
    for (const connection of first) pool.giveBack(connection);
    expect(inUse()).toBe(2);
    for (const connection of second) pool.giveBack(connection);
    const served = await Promise.all(waiting);
    expect(new Set(served)).toEqual(new Set(second));
    for (const connection of served) expect((await connection.run('select 1 as one', [])).rows).toEqual([{ one: 1 }]);
  });

  test('serve who waits with a new one where a lost one has left room', async () => {
    const { pool, inUse } = poolOf(1);
    const lost = await pool.borrow();
    const waiting = pool.borrow();
    await lost.end();
    pool.giveBack(lost);
    expect((await (await waiting).run('select 1 as one', [])).rows).toEqual([{ one: 1 }]);
    expect(inUse()).toBe(1);
  });

  test('tell who waits when they are closed', async () => {
    const { pool } = poolOf(1);
    await pool.borrow();
    const waiting = pool.borrow();
    await Promise.all([expect(waiting).rejects.toBeInstanceOf(LostConnection), pool.end()]);
  });
});

test('what waited too long for somebody’s lock is tried once more', async () => {
  const db = openDatabase(await freshDatabase(inject('postgresUrl')));
  onTestFinished(() => db.close());
  const seconds = [5, 0, 5, 5];
  const work = () =>
    db.kysely.transaction().execute(async (moment) => {
      await sql`set local statement_timeout = 100`.execute(moment);
      return sql`select pg_sleep(${seconds.shift()}::int)`.execute(moment);
    });
  await againIfLost(work);
  expect(seconds).toEqual([5, 5]);
  await expect(againIfLost(work)).rejects.toMatchObject({ code: '57014' });
});

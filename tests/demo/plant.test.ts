import { afterEach, describe, expect, inject, test } from 'vitest';
import { change, type Database, migrate, openDatabase } from '../../server/database/database.ts';
import { plantDemo } from '../../server/demo/plant.ts';
import { emptyDatabase, freshDatabase } from '../support/postgres.ts';
import { plantSampleRound } from '../support/sample-round.ts';

const open: Database[] = [];
const opened = (url: string): Database => {
  const db = openDatabase(url);
  open.push(db);
  return db;
};
const count = async (db: Database, table: 'person' | 'measure' | 'analysis' | 'input' | 'agenda_item' | 'round') =>
  Number(
    (
      await db.kysely
        .selectFrom(table)
        .select((eb) => eb.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  );

afterEach(async () => {
  await Promise.all(open.splice(0).map((db) => db.close()));
});

describe('the demo round', () => {
  test('fills an empty database with one round, three analyses, twelve inputs, ten measures and nine agenda items', async () => {
    const db = opened(await freshDatabase(inject('postgresUrl')));
    expect(await plantDemo(db)).toBe(true);
    expect([await count(db, 'round'), await count(db, 'analysis'), await count(db, 'input')]).toEqual([1, 3, 12]);
    expect([await count(db, 'measure'), await count(db, 'agenda_item')]).toEqual([10, 9]);
    const marked = await db.kysely.selectFrom('setting').selectAll().where('name', '=', 'demo').execute();
    expect(marked).toEqual([{ name: 'demo', value: 'yes' }]);
  });

  test('is planted once when three instances start at the same time', async () => {
    const url = await freshDatabase(inject('postgresUrl'));
    const planted = await Promise.all([opened(url), opened(url), opened(url)].map(plantDemo));
    expect(planted.filter(Boolean)).toHaveLength(1);
    expect(await count(opened(url), 'round')).toBe(1);
  });

  test('never enters a database that holds anybody or anything, and does not mark it', async () => {
    const db = opened(await freshDatabase(inject('postgresUrl')));
    await plantSampleRound(db);
    expect(await plantDemo(db)).toBe(false);
    expect(await count(db, 'round')).toBe(1);
    expect(await db.kysely.selectFrom('setting').selectAll().where('name', '=', 'demo').execute()).toEqual([]);
  });

  test('is not planted again after everything of it has been deleted but the mark', async () => {
    const db = opened(await freshDatabase(inject('postgresUrl')));
    await change(db, (changes) => changes.insertInto('setting').values({ name: 'demo', value: 'yes' }).execute());
    expect(await plantDemo(db)).toBe(false);
  });
});

describe('migrations', () => {
  test('run once when three instances start together on an empty database', async () => {
    const url = await emptyDatabase(inject('postgresUrl'));
    await Promise.all([migrate(url), migrate(url), migrate(url)]);
    const db = opened(url);
    expect(await count(db, 'round')).toBe(0);
    await expect(migrate(url)).resolves.toBeUndefined();
  });
});

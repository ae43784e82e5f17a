import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import { type Changes, change, migrate, openDatabase } from '../../server/database/database.ts';
import { up as documentLog } from '../../server/database/migrations/002_document_log.ts';
import { up as firstRound } from '../../server/database/migrations/001_first_round.ts';
import { up as measures } from '../../server/database/migrations/003_measures.ts';
import { up as board } from '../../server/database/migrations/004_board.ts';
import { up as ballots } from '../../server/database/migrations/005_ballots.ts';
import { up as roll } from '../../server/database/migrations/007_roll.ts';
import { up as shutTexts } from '../../server/database/migrations/008_shut_texts.ts';
import { readTexts } from '../../server/documents/read.ts';
import { giveFirstTexts } from '../../server/measures/first-texts.ts';
import { emptyDatabase } from '../support/postgres.ts';

/** A measure as it was stored before profiles, for each period in words. */
async function plantOldMeasures(changes: Changes, periods: readonly string[]): Promise<void> {
  const roundId = randomUUID();
  await sql`insert into round (id, title, mandate) values (${roundId}, 'Alt', 'Auftrag')`.execute(changes);
  for (const [place, period] of periods.entries())
    await sql`insert into measure (id, round_id, key, title, summary, goal, target_group, lead_unit, cost_kind, period)
      values (${randomUUID()}, ${roundId}, ${`M${place}`}, 'Titel', 'Kurz', 'Ziel', 'Alle', 'Planung', 'once', ${period})`.execute(
      changes,
    );
}

test('What a period said in words is not lost: years are fields, and the rest stands in the text', async () => {
  const db = openDatabase(await emptyDatabase(inject('postgresUrl')));
  onTestFinished(() => db.close());
  const periods = ['', '2027', '2027–2029', '2027 bis 2028', 'ab Herbst 2026, nach Beschluss', '08/2027', 'offen'];
  await change(db, async (changes) => {
    await firstRound(changes as never);
    await documentLog(changes as never);
    await plantOldMeasures(changes, periods);
    for (const migration of [measures, board, ballots, roll, shutTexts]) await migration(changes as never);
  });
  await giveFirstTexts(db);

  const rows = await db.kysely
    .selectFrom('measure')
    .select(['period_from', 'period_until', 'document_id'])
    .orderBy('key')
    .execute();
  const texts = await readTexts(
    db.kysely,
    'measure',
    rows.map(({ document_id }) => document_id!),
  );
  const told = rows.map(({ period_from, period_until, document_id }) => [
    period_from,
    period_until,
    ...texts.get(document_id!)!.get('description')!,
  ]);
  const before = 'Zeitraum, wie er bisher eingetragen war: ';
  expect(told).toEqual([
    [null, null],
    ['2027', null],
    ['2027', '2029'],
    ['2027', '2028'],
    ['2026', null, `${before}ab Herbst 2026, nach Beschluss`],
    ['2027', null, `${before}08/2027`],
    [null, null, `${before}offen`],
  ]);
});

test('A database whose measures were brought over before keeps them, and has the column', async () => {
  const url = await emptyDatabase(inject('postgresUrl'));
  await migrate(url);
  const db = openDatabase(url);
  onTestFinished(() => db.close());
  await change(db, (changes) => sql`alter table measure drop column period_said`.execute(changes));
  await change(db, async (changes) => {
    await sql`alter table ballot drop column roll`.execute(changes);
    await roll(changes as never);
  });
  await expect(db.kysely.selectFrom('measure').select('period_said').execute()).resolves.toEqual([]);
});

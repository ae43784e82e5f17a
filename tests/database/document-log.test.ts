import { randomUUID } from 'node:crypto';
import { Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { expect, inject, test } from 'vitest';
import * as Y from 'yjs';
import { Connection, Connections } from '../../server/database/connections.ts';
import { migrate, openDatabase } from '../../server/database/database.ts';
import { dialectOver } from '../../server/database/dialect.ts';
import * as firstRound from '../../server/database/migrations/001_first_round.ts';
import { findDocuments, readDocuments, storedDocument } from '../../server/documents/store.ts';
import { emptyDatabase } from '../support/postgres.ts';

test('texts that were stored one update a row are all there after the step to batches, with their owners', async () => {
  const url = await emptyDatabase(inject('postgresUrl'));
  const before = new Kysely<unknown>({
    dialect: dialectOver(new Connections(() => new Connection(url, { onnotice: () => undefined }, 30_000), 1, 5_000)),
  });
  const provider = { getMigrations: async () => ({ '001_first_round': firstRound }) };
  await new Migrator({ db: before, provider }).migrateToLatest();
  const [round, person, document] = [randomUUID(), randomUUID(), randomUUID()];
  await sql`insert into round (id, title, mandate) values (${round}, 'Runde', 'Auftrag')`.execute(before);
  await sql`insert into person (id, name, initials, tone) values (${person}, 'Planung', 'PL', 1)`.execute(before);
  await sql`insert into document (id, round_id, kind) values (${document}, ${round}, 'analysis')`.execute(before);
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const word of ['Alles ', 'ist ', 'da']) doc.getText('analysis').insert(doc.getText('analysis').length, word);
  for (const [place, update] of updates.entries())
    await sql`insert into document_update (document_id, seq, person_id, bytes)
      values (${document}, ${place + 1}, ${person}, ${Buffer.from(update)})`.execute(before);
  await before.destroy();

  await migrate(url);
  const db = openDatabase(url);
  const [[id, record]] = [...(await findDocuments(db, [document]))] as [[string, Parameters<typeof storedDocument>[0]]];
  const stored = storedDocument(record, (await readDocuments(db.kysely, [record.id])).get(record.id) ?? []);
  const copy = new Y.Doc();
  for (const update of stored.updates) Y.applyUpdate(copy, update);
  expect([id, copy.getText('analysis').toJSON(), stored.lastSeq]).toEqual([document, 'Alles ist da', 3]);
  expect([...stored.owners]).toEqual([[doc.clientID, person]]);
  await db.close();
});

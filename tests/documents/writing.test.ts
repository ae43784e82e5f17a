import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as v from 'valibot';
import type * as Y from 'yjs';
import { type DocumentId, PersonId } from '#domain/ids.ts';
import type { Database } from '../../server/database/database.ts';
import {
  linesOf,
  plantDocument,
  provide,
  serveDocuments,
  storedDocument,
  until,
  writeLine,
} from '../support/documents.ts';
import type { SampleRound } from '../support/sample-round.ts';
import { serveSampleRound } from '../support/served-round.ts';
import { visitorsTo } from './visitors.ts';

const { db, round, server } = await serveSampleRound();
const visitors = visitorsTo(server, round.people);

const join = (documentId: DocumentId, ...people: (keyof SampleRound['people'])[]) =>
  Promise.all(people.map((person) => visitors.join(documentId, person)));

describe('writing together', () => {
  test('three people who write at once see the same, and so does the database', async () => {
    const documentId = await plantDocument(db, round.roundId, ['Der Stadtteil wächst.']);
    const three = await join(documentId, 'coordination', 'jugendhilfeplanung', 'behindertenbeirat');
    for (let turn = 0; turn < 40; turn += 1) three.forEach(({ doc }, who) => writeLine(doc, `${who}-${turn}`));
    await until(() => three.every(({ doc }) => linesOf(doc).length === 121));
    const [first] = three;
    expect(new Set(linesOf(first!.doc)).size).toBe(121);
    for (const { doc } of three) expect(linesOf(doc)).toEqual(linesOf(first!.doc));
    expect(linesOf(await storedDocument(db, documentId))).toEqual(linesOf(first!.doc));
  });

  test('nobody sees an edit before the database has it', async () => {
    const documentId = await plantDocument(db, round.roundId);
    const [writer, reader] = await join(documentId, 'coordination', 'observation');
    const storedWhenSeen: Promise<string[]>[] = [];
    reader!.doc.on('update', () => storedWhenSeen.push(storedDocument(db, documentId).then(linesOf)));
    writeLine(writer!.doc, 'Zuerst gespeichert');
    await until(() => storedWhenSeen.length > 0);
    expect(await storedWhenSeen[0]).toEqual(['Zuerst gespeichert']);
  });

  test('numbers of a document have no hole, and tell who wrote', async () => {
    const documentId = await plantDocument(db, round.roundId);
    const two = await join(documentId, 'coordination', 'jugendhilfeplanung');
    for (let turn = 0; turn < 25; turn += 1) two.forEach(({ doc }) => writeLine(doc, String(turn)));
    await until(() => two.every(({ doc }) => linesOf(doc).length === 50));
    const rows = await db.kysely
      .selectFrom('document_update')
      .select('seq')
      .where('document_id', '=', documentId)
      .orderBy('seq')
      .execute();
    expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, index) => index + 1));
    const owners = await db.kysely
      .selectFrom('document_client')
      .select('person_id')
      .where('document_id', '=', documentId)
      .execute();
    expect(new Set(owners.map(({ person_id }) => person_id))).toEqual(
      new Set([null, round.people.coordination.personId, round.people.jugendhilfeplanung.personId]),
    );
  });

  test('a document that all have left comes back with its deletions, and rejoining stores nothing', async () => {
    const documentId = await plantDocument(db, round.roundId, ['Bleibt', 'Geht']);
    const [writer] = await join(documentId, 'coordination');
    const section = writer!.doc.getXmlFragment('analysis').get(0) as Y.XmlElement;
    section.delete(1);
    writeLine(writer!.doc, 'Kommt');
    await until(async () => linesOf(await storedDocument(db, documentId)).length === 2);
    writer!.disconnect();
    await until(() => server.documents.loaded() === 0);
    const stored = await countUpdates(documentId);
    const [later] = await join(documentId, 'jugendhilfeplanung');
    expect(linesOf(later!.doc)).toEqual(['Bleibt', 'Kommt']);
    writer!.connect();
    await until(() => writer!.synced);
    writeLine(later!.doc, 'Danach');
    await until(() => linesOf(writer!.doc).includes('Danach'));
    expect(await countUpdates(documentId)).toBe(stored + 1);
  });

  test('twenty who come at once share one loading', async () => {
    const documentId = await plantDocument(db, round.roundId, ['Für alle']);
    let reads = 0;
    const counting = { ...db, kysely: watchReads(db, () => (reads += 1)) };
    const own = await serveDocuments(counting, (id) => ({
      ...round.people.coordination,
      personId: v.parse(PersonId, id),
    }));
    const many = Array.from({ length: 20 }, () => provide(own.url, documentId, randomUUID()));
    onTestFinished(() => many.forEach((provider) => provider.destroy()));
    await until(() => many.every(({ synced }) => synced));
    expect(many.map(({ doc }) => linesOf(doc))).toEqual(many.map(() => ['Für alle']));
    expect(own.documents.loaded()).toBe(1);
    expect(reads).toBe(1);
    await own.close();
  });

  test('what was written without a connection arrives when it is back', async () => {
    const documentId = await plantDocument(db, round.roundId);
    const [away, here] = await join(documentId, 'coordination', 'jugendhilfeplanung');
    away!.disconnect();
    writeLine(away!.doc, 'Im Zug geschrieben');
    writeLine(here!.doc, 'Im Rathaus geschrieben');
    away!.connect();
    await until(() => [away, here].every((each) => linesOf(each!.doc).length === 2));
    expect(linesOf(away!.doc)).toEqual(linesOf(here!.doc));
  });

  test('a stop stores what came in and sends everybody away to come back', async () => {
    const documentId = await plantDocument(db, round.roundId);
    const own = await serveDocuments(db, () => round.people.coordination);
    const provider = provide(own.url, documentId, 'any');
    onTestFinished(() => provider.destroy());
    await until(() => provider.synced);
    const closed = new Promise<number | undefined>((resolve) =>
      provider.on('connection-close', (event) => resolve(event?.code)),
    );
    for (let line = 0; line < 50; line += 1) writeLine(provider.doc, `Zeile ${line}`);
    await until(async () => linesOf(await storedDocument(db, documentId)).length > 0);
    await own.close();
    expect(await closed).toBe(1012);
    expect(linesOf(await storedDocument(db, documentId))).toHaveLength(50);
    expect(own.documents.loaded()).toBe(0);
  });
});

async function countUpdates(documentId: DocumentId): Promise<number> {
  const rows = await db.kysely
    .selectFrom('document_update')
    .select('seq')
    .where('document_id', '=', documentId)
    .execute();
  return rows.length;
}

/** The same query builder, that tells when it reads a document's updates. */
function watchReads(database: Database, seen: () => void): Database['kysely'] {
  const watched = <Target extends object>(target: Target, name: string, around: (answer: unknown) => unknown): Target =>
    new Proxy(target, {
      get(of, key) {
        const value: unknown = Reflect.get(of, key, of);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          if (key === 'executeQuery' && JSON.stringify(args[0]).includes('document_update')) seen();
          const answer: unknown = Reflect.apply(value, of, args);
          return key === name ? around(answer) : answer;
        };
      },
    });
  return watched(database.kysely, 'getExecutor', (executor) => watched(executor as object, '', (answer) => answer));
}

import { beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { documentAccess, documentMessages, documentSchemaVersion } from '#domain/analysis/document.ts';
import type { DocumentId } from '#domain/ids.ts';
import { change } from '../../server/database/database.ts';
import { replaceDocument } from '../../server/documents/create.ts';
import { textSeed } from '../../server/documents/seed.ts';
import {
  BareClient,
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

const { db, round, server } = await serveSampleRound();
let documentId: DocumentId;
beforeEach(async () => void (documentId = await plantDocument(db, round.roundId, ['Alte Fassung'])));

const dial = (query = '', person: keyof SampleRound['people'] = 'coordination') =>
  new BareClient(server.url, `${documentId}${query}`, round.people[person].personId);
const restore = async (...paragraphs: string[]): Promise<void> => {
  const update = textSeed('analysis', { baseline: paragraphs });
  const epoch = await change(db, (changes) => replaceDocument(changes, documentId, update));
  await server.documents.replaced(documentId, epoch);
};
const stored = async () => linesOf(await storedDocument(db, documentId));

describe('a document that begins anew', () => {
  test('sends away whoever has the one before, by name, and takes nothing more of it', async () => {
    const client = dial();
    const doc = await client.enter();
    expect(client.last(documentMessages.epoch)).toBe(1);
    const before = Y.encodeStateVector(doc);
    await restore('Frühere Fassung');
    writeLine(doc, 'Zu spät');
    client.contribute(2, Y.encodeStateAsUpdate(doc, before));
    expect(await client.closed).toEqual({ code: 4410, reason: 'replaced' });
    expect(await stored()).toEqual(['Frühere Fassung']);
  });

  test('is never merged with a copy of the epoch before, whatever that one brings', async () => {
    const client = dial();
    const doc = await client.enter();
    client.socket.close();
    await restore('Frühere Fassung');
    writeLine(doc, 'Offline geschrieben');

    const honest = dial('?epoch=1');
    expect(await honest.closed).toEqual({ code: 4410, reason: 'replaced' });

    const silent = provide(server.url, documentId, round.people.jugendhilfeplanung.personId);
    silent.disconnect();
    Y.applyUpdate(silent.doc, Y.encodeStateAsUpdate(doc));
    const closed = new Promise<number>((resolve) =>
      silent.on('connection-close', (event) => resolve(event?.code ?? 0)),
    );
    silent.shouldConnect = true;
    silent.connect();
    expect(await closed).toBe(4410);
    silent.destroy();
    expect(await stored()).toEqual(['Frühere Fassung']);
  });

  test('is open to who comes with nothing, or from its own epoch', async () => {
    await restore('Frühere Fassung');
    const plain = dial();
    const doc = await plain.enter();
    expect(linesOf(doc)).toEqual(['Frühere Fassung']);
    expect(plain.last(documentMessages.epoch)).toBe(2);
    const before = Y.encodeStateVector(doc);
    writeLine(doc, 'Weiter');
    plain.contribute(2, Y.encodeStateAsUpdate(doc, before));
    await until(() => plain.last(documentMessages.acknowledged) === 1);
    plain.socket.close();
    const returning = dial('?epoch=2');
    expect(linesOf(await returning.enter())).toEqual(['Frühere Fassung', 'Weiter']);
    returning.socket.close();
  });

  test('what a server stores that has not heard of it is refused by the database', async () => {
    const other = await serveDocuments(db, () => round.people.coordination);
    const client = new BareClient(other.url, documentId, 'any');
    const doc = await client.enter();
    const update = textSeed('analysis', { baseline: ['Frühere Fassung'] });
    await change(db, (changes) => replaceDocument(changes, documentId, update));
    const before = Y.encodeStateVector(doc);
    writeLine(doc, 'In die alte Fassung');
    client.contribute(2, Y.encodeStateAsUpdate(doc, before));
    expect((await client.closed).code).toBe(1011);
    expect(client.last(documentMessages.acknowledged)).toBeUndefined();
    expect(await stored()).toEqual(['Frühere Fassung']);
    await other.close();
  });
});

describe('an editor that is older than the text', () => {
  test('reads, is told so, and deletes nothing of what it does not know', async () => {
    await change(db, (changes) =>
      changes
        .updateTable('document')
        .set({ schema_version: documentSchemaVersion + 1 })
        .where('id', '=', documentId)
        .execute(),
    );
    const client = dial(`?schema=${documentSchemaVersion}`);
    const doc = await client.enter();
    expect(client.last(documentMessages.access)).toBe(documentAccess.outdated);
    expect(client.sync(0)).toEqual([]);
    const before = Y.encodeStateVector(doc);
    doc.getXmlFragment('analysis').delete(0);
    client.contribute(2, Y.encodeStateAsUpdate(doc, before));
    client.contribute(1, Y.encodeStateAsUpdate(doc));
    client.socket.send(Uint8Array.of(3));
    await until(() => client.frames.at(-1)?.[0] === 1);
    expect(client.last(documentMessages.acknowledged)).toBeUndefined();
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
    expect(await stored()).toEqual(['Alte Fassung']);
    client.socket.close();
  });

  test('of the newest version writes', async () => {
    const client = dial(`?schema=${documentSchemaVersion}`);
    await client.enter();
    expect(client.last(documentMessages.access)).toBe(documentAccess.write);
    client.socket.close();
  });
});

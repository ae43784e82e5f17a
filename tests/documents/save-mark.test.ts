import { afterEach, describe, expect, test } from 'vitest';
import type { DocumentId } from '#domain/ids.ts';
import { Acknowledgement } from '../../src/lib/live/acknowledgement.ts';
import { LiveDocument } from '../../src/lib/live/document.svelte.ts';
import {
  type DocumentServer,
  linesOf,
  plantDocument,
  serveDocuments,
  socketOf,
  storedDocument,
  until,
  writeLine,
} from '../support/documents.ts';
import { openSampleRound, type SampleRound } from '../support/sample-round.ts';

const { db, round } = await openSampleRound();

describe('the count behind the save mark', () => {
  const loaded = () => {
    const count = new Acknowledgement();
    count.opened();
    count.loaded();
    return count;
  };

  test('says nothing before the document has come', () => {
    expect(new Acknowledgement().state).toBe('connecting');
    expect(loaded().state).toBe('saved');
  });

  test('an edit is sent, and saved when as many frames are stored', () => {
    const count = loaded();
    count.sentUpdate();
    count.edited(true);
    count.sentUpdate();
    count.edited(true);
    expect(count.state).toBe('sending');
    count.confirmed(1);
    expect(count.state).toBe('sending');
    count.confirmed(2);
    expect(count.state).toBe('saved');
  });

  test('an edit without a connection is local until a step 2 carries it and is stored', () => {
    const count = loaded();
    count.closed();
    count.edited(false);
    expect(count.state).toBe('local');
    count.opened();
    count.sentUpdate();
    count.confirmed(1);
    expect(count.state).toBe('local');
    count.sentEverything();
    expect(count.state).toBe('sending');
    count.confirmed(2);
    expect(count.state).toBe('saved');
  });

  test('what was not confirmed when the connection ended is local again', () => {
    const count = loaded();
    count.sentUpdate();
    count.closed();
    expect(count.state).toBe('local');
  });

  test('a connection that ends with everything confirmed leaves nothing behind', () => {
    const count = loaded();
    count.sentUpdate();
    count.confirmed(1);
    count.closed();
    expect(count.state).toBe('saved');
  });
});

describe('a document in the browser', () => {
  let server: DocumentServer;
  let documentId: DocumentId;
  let access: boolean;
  const open: LiveDocument[] = [];

  const serve = async (port = 0) => {
    access = true;
    server = await serveDocuments(
      db,
      (id) => (access ? (Object.values(round.people).find(({ personId }) => personId === id) ?? null) : null),
      port,
    );
  };

  const join = async (person: keyof SampleRound['people']) => {
    globalThis.WebSocket = socketOf(round.people[person].personId);
    const live = new LiveDocument({ documentId, url: server.url });
    open.push(live);
    await until(() => live.synced);
    return live;
  };

  afterEach(async () => {
    open.splice(0).forEach((live) => live.destroy());
    await server.close();
  });

  test('is saved only when the database has it', async () => {
    await serve();
    documentId = await plantDocument(db, round.roundId, ['Anfang']);
    const live = await join('coordination');
    await until(() => live.save === 'saved');
    expect([live.readonly, live.connected, live.hasUnsaved]).toEqual([false, true, false]);
    writeLine(live.doc, 'Neu');
    expect([live.save, live.hasUnsaved]).toEqual(['sending', true]);
    await until(() => live.save === 'saved');
    expect(linesOf(await storedDocument(db, documentId))).toEqual(['Anfang', 'Neu']);
    expect(live.savedAt).toBeInstanceOf(Date);
  });

  test('says local without a server, keeps what is typed, and saves it by itself when the server is back', async () => {
    await serve();
    documentId = await plantDocument(db, round.roundId);
    const live = await join('coordination');
    await until(() => live.save === 'saved');
    const { port } = server;
    await server.close();
    await until(() => !live.connected);
    expect(live.save).toBe('saved');
    writeLine(live.doc, 'Ohne Netz');
    expect([live.save, live.hasUnsaved, live.synced, live.problem]).toEqual(['local', true, true, null]);
    await until(() => live.offlineLong);
    await serve(port);
    await until(() => live.save === 'saved');
    expect(live.offlineLong).toBe(false);
    expect(linesOf(await storedDocument(db, documentId))).toEqual(['Ohne Netz']);
  });

  test('names the others as the server does, and knows when it may only be read', async () => {
    await serve();
    documentId = await plantDocument(db, round.roundId);
    const [writer, reader] = [await join('behindertenbeirat'), await join('observation')];
    await until(() => writer.people.length === 1 && reader.people.length === 1);
    expect(reader.people[0]).toMatchObject({
      name: 'Behindertenbeirat',
      group: 'Behindertenbeirat',
      clientId: writer.doc.clientID,
    });
    expect(writer.people[0]).toMatchObject({ name: 'Presse', group: null });
    await until(() => reader.save === 'saved');
    expect([writer.readonly, reader.readonly]).toEqual([false, true]);
  });

  test('stops where access has ended, and says why', async () => {
    await serve();
    documentId = await plantDocument(db, round.roundId);
    const live = await join('coordination');
    access = false;
    server.documents.drop(round.people.coordination.personId);
    await until(() => live.problem !== null);
    expect([live.problem, live.connected]).toEqual(['signed-out', false]);
    writeLine(live.doc, 'Nur hier');
    expect(live.save).toBe('local');
  });

  test('comes back when the server could not store, and loses nothing', async () => {
    await serve();
    documentId = await plantDocument(db, round.roundId);
    const [live, other] = [await join('coordination'), await join('jugendhilfeplanung')];
    await until(() => live.save === 'saved');
    // Somebody else has taken the next number: what this server knows is not the newest state.
    const foreign = { document_id: documentId, epoch: 1, seq: 2, person_id: null, bytes: Buffer.of(2, 0, 0) };
    await db.kysely
      .transaction()
      .setAccessMode('read write')
      .execute((changes) => changes.insertInto('document_update').values(foreign).execute());
    writeLine(live.doc, 'Trotzdem');
    await until(() => !live.connected);
    expect(live.save).toBe('local');
    await until(() => live.save === 'saved' && linesOf(other.doc).includes('Trotzdem'));
    expect(linesOf(await storedDocument(db, documentId))).toEqual(['Trotzdem']);
    expect(server.lines.filter(({ level }) => level === 'error').map(({ code }) => code)).toEqual([
      'document-not-stored',
    ]);
  });
});

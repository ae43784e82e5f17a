import { describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { documentMessages } from '#domain/analysis/document.ts';
import type { Caller } from '#domain/people/caller.ts';
import {
  BareClient,
  encode,
  linesOf,
  plantDocument,
  serveDocuments,
  storedDocument,
  until,
  writeLine,
} from '../support/documents.ts';
import type { SampleRound } from '../support/sample-round.ts';
import { serveSampleRound } from '../support/served-round.ts';

const { db, round, server, signedIn } = await serveSampleRound();
const documentId = await plantDocument(db, round.roundId, ['Anfang']);

type Person = keyof SampleRound['people'];
const enter = async (person: Person) => {
  const client = new BareClient(server.url, documentId, round.people[person].personId);
  return { client, doc: await client.enter() };
};
const countUpdates = async () =>
  (await db.kysely.selectFrom('document_update').select('seq').where('document_id', '=', documentId).execute()).length;

describe('who may only read', () => {
  test('is told so, is not asked for own changes, and sees what the others write', async () => {
    const [reader, writer] = [await enter('observation'), await enter('coordination')];
    expect(reader.client.last(documentMessages.access)).toBe(0);
    expect(writer.client.last(documentMessages.access)).toBe(1);
    expect(reader.client.sync(0)).toHaveLength(0);
    writer.doc.on('update', (update: Uint8Array) => writer.client.contribute(2, update));
    writeLine(writer.doc, 'Für alle sichtbar');
    await until(() => reader.client.sync(2).length === 1);
    reader.client.socket.close();
    writer.client.socket.close();
  });

  test('may ask for the document, be present and ask who is there', async () => {
    const { client } = await enter('observation');
    const before = client.frames.length;
    client.socket.send(encode(0, 0, Uint8Array.of(0)));
    client.socket.send(encode(1, encode(1, 4711, 1, '{"cursor":null}')));
    client.socket.send(encode(3));
    await until(() => client.frames.length >= before + 4);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    client.socket.close();
  });

  test('changes nothing with a step 2: it is neither stored, shown nor acknowledged', async () => {
    const { client, doc } = await enter('observation');
    const stored = await countUpdates();
    writeLine(doc, 'Eingeschmuggelt');
    client.contribute(1, Y.encodeStateAsUpdate(doc));
    client.socket.send(encode(3));
    await until(() => client.frames.at(-1)?.[0] === 1);
    expect(await countUpdates()).toBe(stored);
    expect(client.last(documentMessages.acknowledged)).toBeUndefined();
    client.socket.close();
  });

  test('is shut out on an update, which is not stored', async () => {
    const { client, doc } = await enter('observation');
    const stored = await countUpdates();
    const before = Y.encodeStateVector(doc);
    writeLine(doc, 'Eingeschmuggelt');
    client.contribute(2, Y.encodeStateAsUpdate(doc, before));
    expect(await client.closed).toEqual({ code: 4403, reason: 'not-allowed' });
    expect(await countUpdates()).toBe(stored);
  });
});

describe('rights that change while a document is open', () => {
  const change = (person: Person, caller: Caller | null) => {
    const { personId } = round.people[person];
    if (caller === null) signedIn.delete(personId);
    else signedIn.set(personId, caller);
    return () => signedIn.set(personId, round.people[person]);
  };
  const asObserver = (caller: Caller): Caller => ({
    ...caller,
    seats: caller.seats.map((seat) => ({ ...seat, role: 'observer' })),
  });

  test.each([
    ['signed out', () => null, 4401, 'signed-out'],
    ['left the round', (caller: Caller): Caller => ({ ...caller, seats: [] }), 4403, 'not-allowed'],
    ['may only read now', asObserver, 1012, 'restarting'],
  ] as const)(
    '%s: all sockets of the person end within a second, and only those',
    async (_name, changed, code, reason) => {
      const clients = [await enter('jugendhilfeplanung'), await enter('jugendhilfeplanung')].map(
        ({ client }) => client,
      );
      const { client: other } = await enter('coordination');
      const restore = change('jugendhilfeplanung', changed(round.people.jugendhilfeplanung));
      const start = Date.now();
      server.documents.drop(round.people.jugendhilfeplanung.personId);
      for (const client of clients) expect(await client.closed).toEqual({ code, reason });
      expect(Date.now() - start).toBeLessThan(1_000);
      expect(other.socket.readyState).toBe(other.socket.OPEN);
      other.socket.close();
      restore();
    },
  );

  test('who was demoted without anybody saying so is found out within fifteen seconds', async () => {
    const { client, doc } = await enter('jugendhilfeplanung');
    const restore = change('jugendhilfeplanung', asObserver(round.people.jugendhilfeplanung));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 15_000 });
    client.socket.send(encode(3));
    await until(() => client.last(documentMessages.access) === 0);
    const before = Y.encodeStateVector(doc);
    writeLine(doc, 'Zu spät');
    client.contribute(2, Y.encodeStateAsUpdate(doc, before));
    expect(await client.closed).toEqual({ code: 4403, reason: 'not-allowed' });
    vi.useRealTimers();
    restore();
  });

  test('a look-up that hangs does not keep a dropped person in', async () => {
    let hangs = false;
    const own = await serveDocuments(db, (id) =>
      hangs ? new Promise<null>(() => undefined) : (signedIn.get(id) ?? null),
    );
    const { personId } = round.people.jugendhilfeplanung;
    const client = new BareClient(own.url, documentId, personId);
    const doc = await client.enter();
    hangs = true;
    const start = Date.now();
    own.documents.drop(personId);
    writeLine(doc, 'Zu spät');
    client.contribute(1, Y.encodeStateAsUpdate(doc));
    expect((await client.closed).code).toBe(4401);
    expect(Date.now() - start).toBeLessThan(1_000);
    expect(linesOf(await storedDocument(db, documentId))).not.toContain('Zu spät');
    client.socket.terminate();
    await own.close();
  });
});

test('rights that end while the document is being opened are not used any more', async () => {
  const { personId } = round.people.coordination;
  const caller = signedIn.get(personId)!;
  const own = await serveDocuments(db, (id) => {
    const found = signedIn.get(id) ?? null;
    // The answer is on its way, and out of date.
    if (signedIn.delete(personId)) own.documents.drop(round.people.coordination.personId);
    return found;
  });
  const client = new BareClient(own.url, documentId, personId);
  expect(await client.closed).toEqual({ code: 4401, reason: 'signed-out' });
  signedIn.set(personId, caller);
  await own.close();
});

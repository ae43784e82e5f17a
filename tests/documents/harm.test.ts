import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding';
import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { analysisRoot } from '#domain/analysis/document.ts';
import type { DocumentId } from '#domain/ids.ts';
import { change } from '../../server/database/database.ts';
import { writeBatch } from '../../server/documents/store.ts';
import { BareClient, encode, linesOf, plantDocument, storedDocument, until, writeLine } from '../support/documents.ts';
import type { SampleRound } from '../support/sample-round.ts';
import { serveSampleRound } from '../support/served-round.ts';

const { db, round, server } = await serveSampleRound();
let documentId: DocumentId;
beforeEach(async () => void (documentId = await plantDocument(db, round.roundId, ['Anfang'])));

type Person = keyof SampleRound['people'];
const enter = async (person: Person) => {
  const client = new BareClient(server.url, documentId, round.people[person].personId);
  return { client, doc: await client.enter() };
};
const stored = async () => linesOf(await storedDocument(db, documentId));

/** What a change adds to a document. */
function updateOf(doc: Y.Doc, edit: (doc: Y.Doc) => void): Uint8Array {
  const before = Y.encodeStateVector(doc);
  edit(doc);
  return Y.encodeStateAsUpdate(doc, before);
}

/** Elements in each other, the outermost in the document's root. */
function nest(doc: Y.Doc, depth: number): void {
  doc.transact(() => {
    let at: Y.XmlFragment = doc.getXmlFragment(analysisRoot);
    for (let level = 0; level < depth; level += 1) {
      const next = new Y.XmlElement('bulletList');
      at.insert(at.length, [next]);
      at = next;
    }
  });
}

/** Elements of two clients in turn, each in the other's last: an update lists them client by client. */
function nestInTurns(levels: number): Uint8Array {
  const [left, right] = [new Y.Doc(), new Y.Doc()];
  for (let level = 0; level < levels; level += 1) {
    const [writer, reader] = level % 2 === 0 ? [left, right] : [right, left];
    let at: Y.XmlFragment = writer.getXmlFragment(analysisRoot);
    for (let next = at.get(0); next instanceof Y.XmlElement; next = next.get(0)) at = next;
    at.insert(0, [new Y.XmlElement('bulletList')]);
    Y.applyUpdate(reader, Y.encodeStateAsUpdate(writer, Y.encodeStateVector(reader)));
  }
  return Y.encodeStateAsUpdate(left);
}

/** An update of version 1 with one struct: the byte that tells its kind, and its numbers. */
const oneStruct = (client: number, clock: number, kind: number, ...rest: number[]) =>
  Uint8Array.from([1, 1, ...encode(client, clock), kind, ...encode(...rest), 0]);
const deletedStretch = (client: number, clock: number, length: number) => oneStruct(client, clock, 0, length);
/** Two letters that stand right of the second of them. */
const leaning = (client: number) =>
  Uint8Array.from([...oneStruct(client, 0, 0x84, client, 1).slice(0, -1), ...encode('xy'), 0]);

describe('what would make a document unreadable is not stored', () => {
  test.each<[string, (doc: Y.Doc) => Uint8Array]>([
    ['elements nested 5,000 deep', (doc) => updateOf(doc, () => nest(doc, 5_000))],
    ['elements nested 33 deep', (doc) => updateOf(doc, () => nest(doc, 33))],
    ['elements nested by two clients in turn', () => nestInTurns(80)],
    ['another root', (doc) => updateOf(doc, () => doc.getText('versteckt').insert(0, 'x'))],
    ['a document in the document', (doc) => updateOf(doc, () => subdocument(doc))],
    ['letters that build on themselves', () => leaning(4711)],
    ['a stretch longer than a frame', () => deletedStretch(4711, 0, 1024 * 1024 + 1)],
    ['a stretch of no length', () => deletedStretch(4711, 0, 0)],
  ])('%s', async (_name, craft) => {
    const [writer, attacker] = [await enter('coordination'), await enter('behindertenbeirat')];
    attacker.client.contribute(2, craft(attacker.doc));
    expect(await attacker.client.closed).toEqual({ code: 1007, reason: 'malformed' });
    writer.client.contribute(
      2,
      updateOf(writer.doc, () => writeLine(writer.doc, 'Geht weiter')),
    );
    await until(() => writer.client.last(100) === 1);
    expect(await stored()).toEqual(['Anfang', 'Geht weiter']);
    writer.client.socket.close();
  });

  test.each([
    [
      'with something new behind it',
      (client: number, clock: number) => [0x84, ...encode(client, clock - 1, 'neu')],
      [],
    ],
    ['with something deleted', () => [], [1, 1, 0, 1]],
  ])('a stretch that all have, hung elsewhere by who wrote it, %s', async (_name, more, deleted) => {
    const [writer, attacker] = [await enter('coordination'), await enter('behindertenbeirat')];
    attacker.client.contribute(1, Uint8Array.of(0, 0));
    attacker.client.contribute(
      2,
      updateOf(attacker.doc, () => writeLine(attacker.doc, 'Ehrlich')),
    );
    await until(async () => (await stored()).includes('Ehrlich'));
    const { clientID } = attacker.doc;
    const clock = Y.getState(attacker.doc.store, clientID);
    const behind = more(clientID, clock);
    const [clients, ...ranges] = deleted.length === 0 ? [0] : deleted;
    attacker.client.contribute(
      2,
      Uint8Array.from([
        ...encode(1, behind.length === 0 ? 1 : 2, clientID, 0),
        ...[0x04, 0, ...encode(clientID, 999_999, 'x'.repeat(clock))],
        ...behind,
        ...(clients === 0 ? [0] : [1, ...encode(clientID), ...ranges]),
      ]),
    );
    // It is taken for one that builds on something missing: asked about, and told to nobody.
    await until(() => attacker.client.sync(0).length === 2);
    writer.client.contribute(
      2,
      updateOf(writer.doc, () => writeLine(writer.doc, 'Geht weiter')),
    );
    await until(async () => (await stored()).includes('Geht weiter'));
    expect((await stored()).toSorted()).toEqual(['Anfang', 'Ehrlich', 'Geht weiter']);
    writer.client.applyTo(writer.doc);
    expect(linesOf(writer.doc).toSorted()).toEqual(['Anfang', 'Ehrlich', 'Geht weiter']);
    for (const { client } of [writer, attacker]) client.socket.close();
  });

  test('depth does not add up over many small updates, sent at once', async () => {
    const { client, doc } = await enter('behindertenbeirat');
    let at: Y.XmlFragment = doc.getXmlFragment(analysisRoot);
    for (let level = 0; level < 40; level += 1) {
      const next = new Y.XmlElement('bulletList');
      client.contribute(
        2,
        updateOf(doc, () => at.insert(0, [next])),
      );
      at = next;
    }
    expect(await client.closed).toEqual({ code: 1007, reason: 'malformed' });
    expect(await stored()).toEqual(['Anfang']);
  });

  test('elements nested 32 deep are taken, and can be deleted', async () => {
    const { client, doc } = await enter('coordination');
    client.contribute(
      2,
      updateOf(doc, () => nest(doc, 32)),
    );
    client.contribute(
      2,
      updateOf(doc, () => doc.getXmlFragment(analysisRoot).delete(7)),
    );
    await until(() => client.last(100) === 2);
    client.socket.close();
  });

  test('a document with a bad update in the database opens without it, and the log says so', async () => {
    const bytes = writeBatch([leaning(4711)]);
    await change(db, (changes) =>
      changes
        .insertInto('document_update')
        .values({ document_id: documentId, epoch: 1, seq: 2, person_id: null, bytes })
        .execute(),
    );
    const { client, doc } = await enter('coordination');
    expect(linesOf(doc)).toEqual(['Anfang']);
    client.contribute(
      2,
      updateOf(doc, () => writeLine(doc, 'Danach')),
    );
    await until(() => client.last(100) === 1);
    expect(server.lines.at(-1)).toMatchObject({
      level: 'error',
      code: 'document-update-skipped',
      fields: { place: 1 },
    });
    client.socket.close();
  });
});

describe('what is called saved is stored: nobody writes under the client id of somebody else', () => {
  const present = (client: BareClient, clientId: number) => client.socket.send(encode(1, encode(1, clientId, 1, '{}')));

  test('not of one who is there and has not written yet', async () => {
    const [writer, attacker] = [await enter('coordination'), await enter('behindertenbeirat')];
    present(writer.client, writer.doc.clientID);
    await until(() => attacker.client.frames.some((frame) => frame[0] === 1 && frame.length > 3));
    attacker.client.contribute(2, deletedStretch(writer.doc.clientID, 0, 1_000));
    expect(await attacker.client.closed).toEqual({ code: 4409, reason: 'foreign-client' });
    writer.client.contribute(
      2,
      updateOf(writer.doc, () => writeLine(writer.doc, 'Wirklich gespeichert')),
    );
    await until(() => writer.client.last(100) === 1);
    expect(await stored()).toEqual(['Anfang', 'Wirklich gespeichert']);
    writer.client.socket.close();
  });

  test('nor of one who wrote long ago; the person herself may go on under it, and clear away what she wrote', async () => {
    const before = await enter('coordination');
    before.client.contribute(
      2,
      updateOf(before.doc, () => writeLine(before.doc, 'Früher')),
    );
    await until(() => before.client.last(100) === 1);
    before.client.socket.close();
    await until(() => server.documents.loaded() === 0);

    const attacker = await enter('behindertenbeirat');
    const known = Y.getState(before.doc.store, before.doc.clientID);
    attacker.client.contribute(1, deletedStretch(before.doc.clientID, known, 10));
    expect(await attacker.client.closed).toEqual({ code: 4409, reason: 'foreign-client' });

    const later = await enter('coordination');
    const offline = updateOf(before.doc, () => {
      writeLine(before.doc, 'Im Zug');
      writeLine(before.doc, 'Verworfen');
      const section = before.doc.getXmlFragment(analysisRoot).get(0) as Y.XmlElement;
      section.delete(section.length - 1);
    });
    later.client.contribute(1, offline);
    await until(() => later.client.last(100) === 1);
    expect(await stored()).toEqual(['Anfang', 'Früher', 'Im Zug']);
    later.client.socket.close();
  });

  test('nor of the server, which wrote the first text', async () => {
    const { client, doc } = await enter('coordination');
    const [seed] = [...doc.store.clients.keys()];
    client.contribute(2, deletedStretch(seed!, Y.getState(doc.store, seed!), 10));
    expect(await client.closed).toEqual({ code: 4409, reason: 'foreign-client' });
  });

  test('nobody is present under a client id that is somebody else’s text', async () => {
    const writer = await enter('coordination');
    writer.client.contribute(
      2,
      updateOf(writer.doc, () => writeLine(writer.doc, 'Von mir')),
    );
    await until(() => writer.client.last(100) === 1);
    const other = await enter('behindertenbeirat');
    const before = writer.client.frames.length;
    present(other.client, writer.doc.clientID);
    present(other.client, 4711);
    await until(() => writer.client.frames.length > before);
    const told = createDecoder(readVarUint8Array(createDecoder(writer.client.frames[before]!.subarray(1))));
    expect([readVarUint(told), readVarUint(told)]).toEqual([1, 4711]);
    writer.client.socket.close();
    other.client.socket.close();
  });
});

function subdocument(doc: Y.Doc): void {
  const element = new Y.XmlElement('section');
  doc.getXmlFragment(analysisRoot).push([element]);
  Reflect.apply(Reflect.get(element, 'setAttribute') as () => void, element, ['innen', new Y.Doc()]);
}

import { createDecoder, readVarUint8Array } from 'lib0/decoding';
import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DocumentId } from '#domain/ids.ts';
import {
  linesOf,
  plantDocument,
  provide,
  storedBytes,
  storedDocument,
  until,
  writeLine,
} from '../support/documents.ts';
import { serveSampleRound } from '../support/served-round.ts';
import { acknowledged, deleteLast, large, updateOf, visitorsTo } from './visitors.ts';

// The thirteen traps of research/perf.md §6, in which engines for shared documents were caught; see also traps-at-once.test.ts.

const { db, round, server } = await serveSampleRound();
const visitors = visitorsTo(server, round.people);
let documentId: DocumentId;
beforeEach(async () => void (documentId = await plantDocument(db, round.roundId, ['Anfang'])));

const stored = () => storedDocument(db, documentId);
/** The text that a document began with is a snapshot now. */
const isCompacted = () =>
  until(async () => {
    const { kysely } = db;
    return (
      (await kysely.selectFrom('document_snapshot').select('seq').where('document_id', '=', documentId).execute())
        .length > 0
    );
  });

describe('the log', () => {
  test('of 3,000 updates is read within a second (trap 1)', { timeout: 60_000 }, async () => {
    await visitors.typeMany(documentId, 'coordination', 3_000);
    visitors.leave();
    await until(() => server.documents.loaded() === 0);
    const began = performance.now();
    const { doc } = await visitors.enter(documentId, 'observation');
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(linesOf(doc).join('')).toHaveLength('Anfang'.length + 3_000);
  });

  test('keeps no deleted text once it is compacted (trap 2)', { timeout: 60_000 }, async () => {
    const { client, doc } = await visitors.enter(documentId, 'coordination');
    client.contribute(
      2,
      updateOf(doc, () => writeLine(doc, 'Geheimes Kennwort')),
    );
    client.contribute(
      2,
      updateOf(doc, () => deleteLast(doc)),
    );
    await acknowledged(client, 2);
    await visitors.typeMany(documentId, 'jugendhilfeplanung', 3_000);
    await until(async () => !(await storedBytes(db, documentId)).includes('Geheimes'), 10_000, 100);
    expect(linesOf(await stored())[0]).toBe('Anfang');
  });

  test('is not thought to reach beyond a gap (trap 3)', async () => {
    const { client, doc } = await visitors.enter(documentId, 'coordination');
    client.contribute(
      1,
      updateOf(doc, () => writeLine(doc, 'Da')),
    );
    await acknowledged(client, 1);
    const known = Y.getState(doc.store, doc.clientID);
    updateOf(doc, () => writeLine(doc, 'Verloren'));
    const asked = client.sync(0).length;
    client.contribute(
      2,
      updateOf(doc, () => writeLine(doc, 'Danach')),
    );
    await until(() => client.sync(0).length > asked);
    expect(Y.decodeStateVector(client.sync(0).at(-1)!).get(doc.clientID)).toBe(known);
  });

  test('has what builds on something missing only when that is there: it is asked for, and not called saved (trap 4)', async () => {
    const { client, doc } = await visitors.enter(documentId, 'coordination');
    client.contribute(1, Y.encodeStateAsUpdate(doc));
    await acknowledged(client, 1);
    const offline = new Y.Doc();
    Y.applyUpdate(offline, Y.encodeStateAsUpdate(doc));
    writeLine(offline, 'Ohne Netz');
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(offline));
    const asked = client.sync(0).length;
    client.contribute(
      2,
      updateOf(doc, () => writeLine(doc, 'Baut darauf auf')),
    );
    await until(() => client.sync(0).length > asked);
    expect(linesOf(await stored())).toEqual(['Anfang']);
    expect(client.last(100)).toBe(1);
    client.contribute(1, Y.encodeStateAsUpdate(doc, client.sync(0).at(-1)));
    await acknowledged(client, 3);
    expect(linesOf(await stored())).toEqual(['Anfang', 'Ohne Netz', 'Baut darauf auf']);
  });
});

describe('joining', () => {
  test('with the same state vector brings the deletions all the same (trap 5)', async () => {
    const { client, doc } = await visitors.enter(documentId, 'coordination');
    const old = new Y.Doc();
    Y.applyUpdate(old, Y.encodeStateAsUpdate(doc));
    client.contribute(
      2,
      updateOf(doc, () => deleteLast(doc)),
    );
    await acknowledged(client, 1);
    expect(Y.encodeStateVector(old)).toEqual(Y.encodeStateVector(doc));
    await visitors.catchUp(documentId, 'observation', old);
    expect(linesOf(old)).toEqual([]);
  });

  test('a returning client with nothing new is neither relayed nor stored again, but acknowledged (trap 6)', async () => {
    documentId = await plantDocument(db, round.roundId, [large]);
    const witness = await visitors.enter(documentId, 'observation');
    const { client, doc } = await visitors.enter(documentId, 'coordination');
    for (let line = 0; line < 50; line += 1)
      client.contribute(
        2,
        updateOf(doc, () => writeLine(doc, `Zeile ${line}`)),
      );
    for (let line = 0; line < 25; line += 1)
      client.contribute(
        2,
        updateOf(doc, () => deleteLast(doc)),
      );
    await acknowledged(client, 75);
    await until(() => (witness.client.applyTo(witness.doc), linesOf(witness.doc).length === 26));
    await isCompacted();
    const before = await storedBytes(db, documentId);
    const heard = witness.client.frames.length;
    for (const answer of [Y.encodeStateAsUpdate(doc), Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc))]) {
      const again = await visitors.enter(documentId, 'coordination');
      again.client.contribute(1, answer);
      await acknowledged(again.client, 1);
      again.client.socket.close();
      await again.client.closed;
    }
    expect((await storedBytes(db, documentId)).equals(before)).toBe(true);
    expect(witness.client.frames.length).toBe(heard);
  });

  test('step 2 comes last and is complete, while others write (trap 7)', async () => {
    const writer = await visitors.enter(documentId, 'coordination');
    for (let turn = 0; turn < 20; turn += 1) {
      for (let line = 0; line < 5; line += 1)
        writer.client.contribute(
          2,
          updateOf(writer.doc, () => writeLine(writer.doc, `${turn}-${line}`)),
        );
      const known = writer.client.last(100) ?? 0;
      const { client } = await visitors.enter(documentId, 'observation');
      const frames = client.frames.slice(0, client.frames.findIndex((frame) => frame[0] === 0 && frame[1] === 1) + 1);
      const doc = new Y.Doc();
      for (const frame of frames)
        if (frame[0] === 0 && frame[1] !== 0) Y.applyUpdate(doc, readVarUint8Array(createDecoder(frame.subarray(2))));
      expect(doc.store.pendingStructs).toBeNull();
      expect(linesOf(doc).length).toBeGreaterThanOrEqual(1 + known);
      expect(client.sync(1)).toHaveLength(1);
      client.socket.close();
    }
  });

  test(
    'at every state vector gives the whole document, from memory and from the database (trap 10)',
    { timeout: 60_000 },
    async () => {
      const writer = await visitors.enter(documentId, 'coordination');
      const past = [Y.encodeStateAsUpdate(writer.doc)];
      for (let turn = 0; turn < 30; turn += 1) {
        writer.client.contribute(
          2,
          updateOf(writer.doc, () =>
            turn % 5 === 4 ? deleteLast(writer.doc) : writeLine(writer.doc, `Zeile ${turn}`),
          ),
        );
        past.push(Y.encodeStateAsUpdate(writer.doc));
      }
      await acknowledged(writer.client, 30);
      for (const from of ['memory', 'database']) {
        for (const state of past) {
          const doc = new Y.Doc();
          Y.applyUpdate(doc, state);
          await visitors.catchUp(documentId, 'observation', doc);
          expect(Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(writer.doc)), from).toBe(true);
          expect(linesOf(doc)).toEqual(linesOf(writer.doc));
        }
        visitors.leave();
        await until(() => server.documents.loaded() === 0);
      }
    },
  );

  test('shows at once who is there, also after a reconnect of either side (trap 11)', async () => {
    const [here, away] = [round.people.coordination, round.people.jugendhilfeplanung].map(({ personId }) =>
      provide(server.url, documentId, personId),
    );
    const sees = (one: typeof here, other: typeof here) => one!.awareness.getStates().has(other!.doc.clientID);
    const areSeen = () => until(() => sees(here, away) && sees(away, here), 2_000);
    await areSeen();
    for (const provider of [away, here]) {
      provider!.disconnect();
      await until(() => !sees(provider === here ? away : here, provider));
      provider!.connect();
      await areSeen();
    }
    [here, away].forEach((provider) => provider!.destroy());
  });
});

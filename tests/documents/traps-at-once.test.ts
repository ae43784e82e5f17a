import { createDecoder, readVarUint } from 'lib0/decoding';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DocumentId } from '#domain/ids.ts';
import { encode, linesOf, plantDocument, storedBytes, storedDocument, until, writeLine } from '../support/documents.ts';
import { serveSampleRound } from '../support/served-round.ts';
import { acknowledged, large, updateOf, visitorsTo } from './visitors.ts';

// More of the traps that traps.test.ts is about.

const { db, round, server } = await serveSampleRound();
const visitors = visitorsTo(server, round.people);
let documentId: DocumentId;
beforeEach(async () => void (documentId = await plantDocument(db, round.roundId, ['Anfang'])));

const stored = () => storedDocument(db, documentId);

describe('many at once', () => {
  test('what two windows write under one client id is for all what is stored (trap 8)', async () => {
    const witness = await visitors.enter(documentId, 'observation');
    const windows = [
      await visitors.enter(documentId, 'coordination'),
      await visitors.enter(documentId, 'coordination'),
    ];
    for (const { client, doc } of windows) {
      doc.clientID = 4711;
      client.contribute(
        2,
        updateOf(doc, () => writeLine(doc, client === windows[0]!.client ? 'AAAA' : 'BBBB')),
      );
    }
    await acknowledged(windows[0]!.client, 1);
    await until(() => (witness.client.applyTo(witness.doc), linesOf(witness.doc).length === 2));
    const later = await visitors.enter(documentId, 'observation');
    expect(linesOf(witness.doc)).toEqual(linesOf(await stored()));
    expect(linesOf(later.doc)).toEqual(linesOf(witness.doc));
  });

  test.each<[string, Uint8Array]>([
    ['an update of one byte', encode(0, 2, Uint8Array.of(0))],
    ['an update with something behind it', encode(0, 2, Uint8Array.of(0, 0, ...Buffer.from('Anhang')))],
  ])('%s leaves nothing in the log (trap 9)', async (_, frame) => {
    const { client } = await visitors.enter(documentId, 'coordination');
    const before = await storedBytes(db, documentId);
    client.socket.send(frame);
    client.socket.send(encode(3));
    await Promise.race([client.closed, until(() => client.last(100) === 1)]);
    expect((await storedBytes(db, documentId)).equals(before)).toBe(true);
  });

  test('a real update with something behind it leaves that nowhere (trap 9)', async () => {
    const witness = await visitors.enter(documentId, 'observation');
    const { client, doc } = await visitors.enter(documentId, 'coordination');
    const update = updateOf(doc, () => writeLine(doc, 'Zeile'));
    client.contribute(2, Uint8Array.from([...update, ...Buffer.from('Anhang')]));
    await Promise.race([client.closed, acknowledged(client, 1)]);
    await visitors.contributeLine(documentId, 'jugendhilfeplanung', 'Danach');
    await until(() => (witness.client.applyTo(witness.doc), linesOf(witness.doc).includes('Danach')));
    expect((await storedBytes(db, documentId)).includes('Anhang')).toBe(false);
    expect(Buffer.concat(witness.client.frames).includes('Anhang')).toBe(false);
  });

  test('the order of the relay is the order of the log, and one for all (trap 12)', async () => {
    documentId = await plantDocument(db, round.roundId, [large]);
    const witnesses = [await visitors.enter(documentId, 'observation'), await visitors.enter(documentId, 'moderation')];
    const writers = await Promise.all(
      (['coordination', 'jugendhilfeplanung', 'behindertenbeirat'] as const).map((person) =>
        visitors.enter(documentId, person),
      ),
    );
    const heard = witnesses.map(({ client }) => client.frames.length);
    for (let turn = 0; turn < 60; turn += 1)
      writers.forEach(({ client, doc }, who) =>
        client.contribute(
          2,
          updateOf(doc, () => writeLine(doc, `<${who}-${turn}>`)),
        ),
      );
    await Promise.all(writers.map(({ client }) => acknowledged(client, 60)));
    const orderIn = (bytes: Buffer) => [...bytes.toString('latin1').matchAll(/<\d-\d+>/g)].map(([token]) => token);
    const inLog = orderIn(await storedBytes(db, documentId));
    expect(inLog).toHaveLength(180);
    for (const [index, { client }] of witnesses.entries()) {
      const relayed = () => orderIn(Buffer.concat(client.frames.slice(heard[index])));
      await until(() => relayed().length === 180);
      expect(relayed()).toEqual(inLog);
    }
  });

  test('what somebody writes who came while the last one left is stored', { timeout: 60_000 }, async () => {
    let leaving = [await visitors.enter(documentId, 'coordination')];
    for (let turn = 1; turn <= 150; turn += 1) {
      const coming = Promise.all(
        (['coordination', 'jugendhilfeplanung', 'behindertenbeirat', 'moderation'] as const).map((person) =>
          visitors.enter(documentId, person),
        ),
      );
      for (const { client } of leaving) client.socket.close();
      leaving = await coming;
      const { client, doc } = leaving[turn % 4]!;
      const update = updateOf(doc, () => writeLine(doc, `Zeile ${turn}`));
      client.contribute(2, update);
      await acknowledged(client, 1);
    }
    expect(linesOf(await stored())).toHaveLength(151);
  });

  test('own frames and control frames never interleave: pings during a big relay (trap 13)', async () => {
    const reader = await visitors.enter(documentId, 'observation');
    const writer = await visitors.enter(documentId, 'coordination');
    const pongs: string[] = [];
    const errors: Error[] = [];
    reader.client.socket.on('pong', (data) => pongs.push(String(data)));
    reader.client.socket.on('error', (error) => errors.push(error));
    // What does not fit into the socket's buffer waits in the server, and the pongs with it.
    reader.client.socket.pause();
    for (let part = 0; part < 3; part += 1) {
      writer.client.contribute(
        2,
        updateOf(writer.doc, () => writeLine(writer.doc, `${part}`.repeat(900_000))),
      );
      for (let ping = 0; ping < 20; ping += 1) reader.client.socket.ping(`${part}-${ping}`);
      await acknowledged(writer.client, part + 1);
    }
    reader.client.socket.resume();
    await until(() => pongs.at(-1) === '2-19' && reader.client.sync(2).at(-1)!.length > 900_000);
    await until(() => (reader.client.applyTo(reader.doc), linesOf(reader.doc).length === 4));
    expect(errors).toEqual([]);
    // Of those that come together the newest is answered.
    const pings = Array.from({ length: 60 }, (_, index) => `${Math.floor(index / 20)}-${index % 20}`);
    expect(pongs).toEqual(pings.filter((ping) => pongs.includes(ping)));
    expect(linesOf(reader.doc).map((line) => line.length)).toEqual([6, 900_000, 900_000, 900_000]);
    for (const frame of reader.client.frames)
      expect([0, 1, 100, 101, 102, 103]).toContain(readVarUint(createDecoder(frame)));
  });
});

import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { documentKinds } from '../../server/documents/content.ts';
import { readFrame, Unacceptable } from '../../server/documents/guard.ts';
import { textSeed } from '../../server/documents/seed.ts';
import { BareClient, linesOf, plantDocument, provide, storedDocument, until } from '../support/documents.ts';
import { DocumentProcess } from '../support/documents-process.ts';
import { mutate, realFrames } from '../support/mutations.ts';
import { randomFrom } from '../support/random.ts';
import { openSampleRound } from '../support/sample-round.ts';
import { Writers } from './writers.ts';

const isLong = process.env.LONG === '1';
const read = isLong ? 975_000 : 197_000;
/** Each part into a document of its own: what is taken stays in it, and it is read whole by everybody who dials. */
const sent = isLong ? 2_500 : 3_000;
const parts = Array.from({ length: isLong ? 10 : 1 }, (_, part) => part);
/** So many sockets attack at once, and so many frames follow each other without waiting. */
const sockets = 8;
const inARow = 2;

const { url, db, round } = await openSampleRound();

describe('mutated frames', () => {
  test(`${read} are each taken or refused, at once and in no other way`, { timeout: 300_000 }, () => {
    const random = randomFrom(20_270_114);
    const real = realFrames(textSeed('analysis', {}), random.below(2 ** 31));
    const tally = { taken: 0, refused: 0, slowest: 0 };
    for (let index = 0; index < read; index += 1) {
      const frame = mutate(random.pick(real), real, random);
      const began = performance.now();
      try {
        expect(readFrame(frame, documentKinds.analysis!)).toBeDefined();
        tally.taken += 1;
      } catch (error) {
        if (!(error instanceof Unacceptable)) throw new Error(`frame ${index}: ${frame.join()}`, { cause: error });
        tally.refused += 1;
      }
      tally.slowest = Math.max(tally.slowest, performance.now() - began);
    }
    expect(tally.taken).toBeGreaterThan(read / 100);
    expect(tally.refused).toBeGreaterThan(read / 2);
    expect(tally.slowest).toBeLessThan(1_000);
  });

  test.for(parts)(`${sent} over real sockets disturb nobody else (part %i)`, { timeout: 300_000 }, async (part) => {
    const server = new DocumentProcess(url);
    onTestFinished(() => server.kill());
    await server.start();
    const documentId = await plantDocument(db, round.roundId);
    const { coordination, jugendhilfeplanung, behindertenbeirat } = round.people;
    const neighbours = await Writers.sit({ db, url: server.url, documentId }, [coordination, jugendhilfeplanung], 2);
    const reader = provide(server.url, documentId, coordination.personId);
    onTestFinished(() => reader.destroy());
    await until(() => reader.synced);
    let interruptions = 0;
    reader.on('connection-close', () => (interruptions += 1));

    const seed = Y.encodeStateAsUpdate(reader.doc);
    neighbours.start();
    await neighbours.progress();
    let attacking = true;
    let left = sent;
    const take = () => (left -= 1) >= 0;
    const attacks = Array.from({ length: sockets }, (_, lane) =>
      attack(
        () => new BareClient(server.url, documentId, behindertenbeirat.personId),
        seed,
        part * sockets + lane,
        take,
      ),
    );
    const attacked = Promise.all(attacks).finally(() => (attacking = false));
    while (attacking) {
      await neighbours.progress();
      expect(neighbours.typists.every(({ live }) => live.connected)).toBe(true);
    }
    const closings = (await attacked).flat();
    neighbours.stop();

    // Every refusal has a name, and is the attacker's own.
    expect(closings.filter((code) => ![1003, 1007, 1008, 1009, 4409, 4422, 4429, 4430].includes(code))).toEqual([]);
    expect(interruptions).toBe(0);
    expect(server.lives).toBe(true);
    await until(() => neighbours.typists.map((typist) => typist.look()).every(Boolean));
    await expectSound([reader.doc, ...neighbours.typists.map(({ live }) => live.doc)]);
    reader.destroy();
    neighbours.typists.forEach(({ live }) => live.destroy());
    await until(async () => (await server.collectGarbage()).loaded === 0);
    const later = provide(server.url, documentId, coordination.personId);
    onTestFinished(() => later.destroy());
    await until(() => later.synced);
    expect(linesOf(later.doc)).toEqual(linesOf(await storedDocument(db, documentId)));

    /** What is stored can be applied, waits for nothing, and is what everybody else sees. */
    async function expectSound(docs: readonly Y.Doc[]): Promise<void> {
      const stored = await storedDocument(db, documentId);
      expect([stored.store.pendingStructs, stored.store.pendingDs]).toEqual([null, null]);
      await until(() => docs.every((doc) => Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(stored))));
      for (const doc of docs) expect(linesOf(doc)).toEqual(linesOf(stored));
    }
  });
});

const isPresence = (frame: Uint8Array) => frame[0] === 1;

/** Sends mutated frames as long as there are any left, on one socket after the other; answers how each was closed. */
async function attack(
  dial: () => BareClient,
  document: Uint8Array,
  lane: number,
  take: () => boolean,
): Promise<number[]> {
  const random = randomFrom(lane);
  const closings: number[] = [];
  for (let goesOn = true; goesOn;) {
    // A client id of its own for each socket, and some sound frames first, for the others to build on.
    const real = realFrames(document, random.below(2 ** 31));
    const client = dial();
    const closed = client.closed.then(({ code }) => closings.push(code));
    await once(client.socket, 'open');
    for (const frame of real.slice(0, random.below(real.length))) client.socket.send(frame);
    while (client.socket.readyState === client.socket.OPEN && goesOn) {
      for (let count = 0; count < inARow && (goesOn = take()); count += 1)
        client.socket.send(mutate(random.pick(real), real, random));
      // Who has not asked for the document hears nothing of the others, so this is the answer to the query.
      const present = client.frames.filter(isPresence).length;
      client.socket.send(Uint8Array.of(3));
      while (client.socket.readyState === client.socket.OPEN && client.frames.filter(isPresence).length === present)
        await Promise.race([closed, once(client.socket, 'message')]);
    }
    if (client.socket.readyState === client.socket.OPEN) client.socket.terminate();
    else await closed;
  }
  return closings.filter((code) => code !== 1006);
}

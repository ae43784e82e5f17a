import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DocumentId } from '#domain/ids.ts';
import { linesOf, plantDocument, provide, storedDocument, until } from '../support/documents.ts';
import { DocumentProcess } from '../support/documents-process.ts';
import { randomFrom } from '../support/random.ts';
import { openSampleRound } from '../support/sample-round.ts';
import { wireTo } from '../support/wire.ts';
import { Writers } from './writers.ts';

const isLong = process.env.LONG === '1';
const cycles = isLong ? 200 : 20;
/** After so many kills the document has grown so long that a fresh one is taken. */
const cyclesPerDocument = 10;

const { url, db, round } = await openSampleRound();

const people = () => {
  const { coordination, jugendhilfeplanung, behindertenbeirat, moderation } = round.people;
  return [coordination, jugendhilfeplanung, behindertenbeirat, moderation];
};

/** A server process with an empty document, until the test ends. */
async function serve(databaseUrl = url): Promise<{ server: DocumentProcess; documentId: DocumentId }> {
  const server = new DocumentProcess(databaseUrl);
  onTestFinished(() => server.kill());
  await server.start();
  return { server, documentId: await plantDocument(db, round.roundId) };
}

/** Can end every connection of the product to the suite's database. */
function terminator(): () => Promise<number> {
  const admin = postgres(url, { max: 1, onnotice: () => undefined });
  onTestFinished(() => admin.end({ timeout: 1 }));
  return async () => {
    const ended = await admin`select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and application_name like 'planungsrunde%'`;
    return ended.length;
  };
}

describe('while eight people type', () => {
  const parts = Array.from({ length: cycles / cyclesPerDocument }, (_, part) => part + 1);
  test.each(parts)(
    `the server is killed ${cyclesPerDocument} times: what was called saved is there once, for all the same (part %i)`,
    async (part) => {
      const wire = await wireTo(url);
      const { server, documentId } = await serve(wire.through(url));
      const writers = await Writers.sit({ db, url: server.url, documentId }, people(), 8);
      const random = randomFrom(part);
      for (let cycle = 0; cycle < cyclesPerDocument; cycle += 1) {
        writers.start();
        await writers.progress();
        // In turn: when something is stored and nobody has heard of it yet, and after so many lines are called saved.
        if (cycle % 2 === 0) await wire.interrupt(1 + random.below(80), () => server.kill());
        else await writers.saved(random.below(200)).then(() => server.kill());
        await writers.expectSavedIsStored();
        await server.start();
        await writers.connected();
        writers.stop();
        await writers.expectAllThere();
      }
    },
    cyclesPerDocument * 25_000,
  );

  test(
    'the database ends the connections at random: the server lives, nothing is lost, writing goes on',
    async () => {
      const { server, documentId } = await serve();
      const writers = await Writers.sit({ db, url: server.url, documentId }, people(), 8);
      const terminate = terminator();
      const random = randomFrom(4711);
      let ended = 0;
      writers.start();
      for (let turn = 0; turn < (isLong ? 250 : 25); turn += 1) {
        // The random instant is the point: also in the middle of a statement, and while they are coming back.
        await pause(40 + random.below(120));
        ended += await terminate();
      }
      await writers.expectSavedIsStored();
      await writers.progress();
      writers.stop();
      await writers.expectAllThere();
      expect(ended).toBeGreaterThan(10);
      expect(server.lives).toBe(true);
    },
    isLong ? 300_000 : 60_000,
  );
});

describe('the database ends the connections at each of its answers', () => {
  test('while somebody opens a document: it opens all the same', { timeout: 120_000 }, async () => {
    const wire = await wireTo(url);
    const { server, documentId } = await serve(wire.through(url));
    const { personId } = round.people.coordination;
    const terminate = terminator();
    const open = async () => {
      const provider = provide(server.url, documentId, personId);
      await until(() => provider.synced, 15_000);
      provider.destroy();
      await until(async () => (await server.collectGarbage()).loaded === 0);
    };
    await eachAnswer(wire, terminate, open);
    expect(server.lives).toBe(true);
  });

  test('while a line is stored: it is there once, and called saved', { timeout: 120_000 }, async () => {
    const wire = await wireTo(url);
    const { server, documentId } = await serve(wire.through(url));
    const writers = await Writers.sit({ db, url: server.url, documentId }, people(), 2);
    const terminate = terminator();
    const [writer] = writers.typists;
    const write = async () => {
      writer!.type();
      await until(() => writer!.look(), 20_000);
      await writers.connected();
    };
    const answers = await eachAnswer(wire, terminate, write);
    expect(answers).toBeGreaterThanOrEqual(1);
    await writers.expectAllThere();
    expect(writer!.written.length).toBeGreaterThanOrEqual(answers + 1);
    expect(linesOf(await storedDocument(db, documentId))).toEqual(writer!.written);
  });
});

/** Does something again and again, and ends the connections at its first answer, its second … until none is left. */
async function eachAnswer(
  wire: Awaited<ReturnType<typeof wireTo>>,
  terminate: () => Promise<number>,
  work: () => Promise<void>,
): Promise<number> {
  await work();
  for (let number = 1; ; number += 1) {
    let isHit = false;
    void wire.interrupt(number, () => {
      isHit = true;
      // Those that the test itself has open to look into the database end, too: it opens new ones.
      return terminate();
    });
    await work();
    if (!isHit) return number - 1;
  }
}

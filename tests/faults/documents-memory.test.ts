import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { BareClient, plantDocument, until, writeLine } from '../support/documents.ts';
import { DocumentProcess, type Memory } from '../support/documents-process.ts';
import { randomFrom } from '../support/random.ts';
import { openSampleRound } from '../support/sample-round.ts';

const isLong = process.env.LONG === '1';
const documents = isLong ? 2_000 : 300;
/** So many come first, so that code and connections that stay are there before it is measured. */
const warmUp = 100;
const atOnce = 10;
/** What a heap may grow by beside its tenth, in bytes: code that was optimised. The documents' text alone is 8 MiB. */
const slack = 2 * 1024 * 1024;

const { url, db, round } = await openSampleRound();

test(
  `${documents} documents, opened, edited and left or left while they load, leave nothing behind`,
  { timeout: 300_000 },
  async () => {
    const server = new DocumentProcess(url);
    onTestFinished(() => server.kill());
    await server.start();
    const visits = { edited: 0, broken: 0 };

    await visitMany(warmUp);
    const before = await empty();
    await visitMany(documents);
    const after = await empty();
    expect(visits.edited).toBeGreaterThan(documents / 2);
    expect(visits.broken).toBeGreaterThan(documents / 10);
    expect(after.heap).toBeLessThan(before.heap * 1.1 + slack);

    async function visitMany(count: number): Promise<void> {
      const random = randomFrom(count);
      let left = count;
      const lane = async () => {
        while ((left -= 1) >= 0) await visit(random.next());
      };
      await Promise.all(Array.from({ length: atOnce }, lane));
    }

    /** Somebody comes and edits, or goes away at some moment: before the door opens, while the document loads, in an edit. */
    async function visit(chance: number): Promise<void> {
      const documentId = await plantDocument(db, round.roundId, ['Anfang '.repeat(4_000)]);
      const client = new BareClient(server.url, documentId, round.people.coordination.personId);
      if (chance < 0.1) {
        client.socket.once('upgrade', () => client.socket.terminate());
      } else if (chance < 0.2) {
        await once(client.socket, 'open');
        client.socket.send(Uint8Array.of(0, 0, 1, 0));
        client.socket.terminate();
      } else {
        const doc = await client.enter();
        const state = Y.encodeStateVector(doc);
        writeLine(doc, 'Kommt und geht '.repeat(100));
        client.contribute(2, Y.encodeStateAsUpdate(doc, state));
        if (chance < 0.3) client.socket.terminate();
        else {
          await until(() => client.last(100) === 1);
          client.socket.close();
        }
        doc.destroy();
      }
      visits[chance < 0.3 ? 'broken' : 'edited'] += 1;
      await client.closed;
    }

    /** The memory when nobody is there any more. */
    async function empty(): Promise<Memory> {
      await until(async () => (await server.collectGarbage()).loaded === 0, 90_000, 50);
      return server.collectGarbage();
    }
  },
);

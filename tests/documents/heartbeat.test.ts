import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DocumentId } from '#domain/ids.ts';
import { BareClient, type DocumentServer, plantDocument, serveDocuments, until } from '../support/documents.ts';
import { openSampleRound } from '../support/sample-round.ts';

const { db, round } = await openSampleRound();

describe('an idle connection', () => {
  let server: DocumentServer;
  let documentId: DocumentId;

  beforeEach(async () => {
    documentId = await plantDocument(db, round.roundId);
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    server = await serveDocuments(db, () => round.people.coordination);
  });

  afterEach(async () => {
    vi.useRealTimers();
    await server.close();
  });

  test('hears from the server every 25 seconds, before a y-websocket client takes it for dead', async () => {
    const client = new BareClient(server.url, documentId, 'any');
    await client.enter();
    await until(() => client.frames.some((frame) => frame[0] === 1));
    const before = client.frames.length;
    vi.advanceTimersByTime(25_000);
    await until(() => client.frames.length === before + 1);
    expect([...client.frames.at(-1)!]).toEqual([1, 1, 0]);
    client.socket.close();
    await client.closed;
  });

  test('that answers no ping for a minute is ended, and its document is put away', async () => {
    const client = new BareClient(server.url, documentId, 'any');
    await client.enter();
    client.socket.pause();
    vi.advanceTimersByTime(75_000);
    await until(() => server.documents.loaded() === 0);
    client.socket.resume();
    expect((await client.closed).code).toBe(1006);
  });
});

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DocumentId } from '#domain/ids.ts';
import { createFloodgate } from '../../server/platform/flood.ts';
import { LiveDocument } from '../../src/lib/live/document.svelte.ts';
import {
  BareClient,
  type DocumentServer,
  encode,
  origin,
  plantDocument,
  serveDocuments,
  socketOf,
  until,
  writeLine,
} from '../support/documents.ts';
import { openSampleRound, type SampleRound } from '../support/sample-round.ts';

const { db, round } = await openSampleRound();
let server: DocumentServer;
let documentId: DocumentId;
let isWelcome: boolean;

beforeEach(async () => {
  isWelcome = true;
  documentId = await plantDocument(db, round.roundId);
  server = await serveDocuments(db, (id) =>
    isWelcome ? (Object.values(round.people).find(({ personId }) => personId === id) ?? null) : null,
  );
});

afterEach(() => server.close());

const open = (person: keyof SampleRound['people'] = 'coordination') =>
  new BareClient(server.url, documentId, round.people[person].personId);

describe('a socket', () => {
  test('that sends thousands of frames at once is cut off by name', async () => {
    const client = open();
    await client.enter();
    for (let frame = 0; frame < 5_000; frame += 1) client.socket.send(encode(3));
    expect(await client.closed).toEqual({ code: 4429, reason: 'too-fast' });
  });

  test('that sends more than four mebibytes at once is cut off by name', async () => {
    const client = open();
    await client.enter();
    const filler = encode(0, 0, new Uint8Array(1_000_000));
    for (let frame = 0; frame < 6; frame += 1) client.socket.send(filler);
    expect(await client.closed).toEqual({ code: 4429, reason: 'too-fast' });
  });

  test('that asks for the whole document again and again is cut off by name', async () => {
    const client = open();
    await client.enter();
    for (let question = 0; question < 400; question += 1) client.socket.send(encode(0, 0, Uint8Array.of(0)));
    expect(await client.closed).toEqual({ code: 4429, reason: 'too-fast' });
  });

  test('may hold down a key for a minute, with its caret, and paste 200 pages thrice', () => {
    let now = 0;
    const frames = createFloodgate({ perSecond: 200, burst: 1_000, tooMuch: 0 }, () => now);
    for (let key = 0; key < 66 * 60; key += 1) {
      now += 1_000 / 66;
      expect([frames(), frames()]).toEqual(['pass', 'pass']);
    }
    const bytes = createFloodgate({ perSecond: 256 * 1024, burst: 4 * 1024 * 1024, tooMuch: 0 }, () => now);
    expect([bytes(1_000_000), bytes(1_000_000), bytes(1_000_000)]).toEqual(['pass', 'pass', 'pass']);
  });

  test('is one of ten of its person: the eleventh closes the oldest, and nobody else’s', async () => {
    const other = open('jugendhilfeplanung');
    await other.enter();
    const windows: BareClient[] = [];
    for (let window = 0; window < 11; window += 1) {
      const client = open();
      await client.enter();
      windows.push(client);
    }
    expect(await windows[0]!.closed).toEqual({ code: 4430, reason: 'too-many-windows' });
    const writing = [other, ...windows.slice(1)].map(({ socket }) => socket);
    expect(writing.every((socket) => socket.readyState === socket.OPEN)).toBe(true);
  });

  test('of the product does not repeat what it hears of the others', async () => {
    const sent: number[] = [];
    globalThis.WebSocket = class extends socketOf(round.people.coordination.personId) {
      override send(frame: Uint8Array<ArrayBuffer>): void {
        sent.push(frame[0] ?? -1);
        super.send(frame);
      }
    };
    const live = new LiveDocument({ documentId, url: server.url });
    await until(() => live.synced);
    const other = open('jugendhilfeplanung');
    const doc = await other.enter();
    const spoken = () => sent.filter((kind) => kind === 1).length;
    const before = spoken();
    other.socket.send(encode(1, encode(1, doc.clientID, 1, '{"cursor":1}')));
    await until(() => live.people.length === 1);
    live.awareness.setLocalState({ cursor: 2 });
    expect(spoken()).toBe(before + 1);
    live.destroy();
  });
});

describe('the end', () => {
  test('does not wait for a phone that sleeps', async () => {
    const own = await serveDocuments(db, () => round.people.coordination);
    const phone = new BareClient(own.url, documentId, 'any');
    await phone.enter();
    phone.socket.pause();
    const began = performance.now();
    await own.documents.stop();
    await until(() => own.connections().then((count) => count === 0));
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(own.documents.loaded()).toBe(0);
    phone.socket.terminate();
    await own.close();
  });

  test('a refused upgrade gives up its descriptor although the other side never hangs up', async () => {
    const raw = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    const key = randomBytes(16).toString('base64');
    const head = ['GET /documents/x HTTP/1.1', 'Host: planung.test', `Origin: ${origin}`, 'Upgrade: websocket'];
    raw.on('error', () => undefined);
    const handshake = ['Connection: Upgrade', 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${key}`];
    raw.write(`${[...head, ...handshake].join('\r\n')}\r\n\r\n`);
    const [answer] = (await once(raw, 'data')) as [Buffer];
    expect(String(answer)).toContain('401');
    await once(raw, 'end');
    await until(() => server.connections().then((count) => count === 0));
    raw.destroy();
  });
});

describe('a window that is let in no more', () => {
  test('is told so, goes on trying, and recovers by itself', async () => {
    globalThis.WebSocket = socketOf(round.people.coordination.personId);
    const live = new LiveDocument({ documentId, url: server.url });
    await until(() => live.synced);
    isWelcome = false;
    live.reconnect();
    await until(() => live.problem !== null);
    expect(live.problem).toBe('not-allowed');
    writeLine(live.doc, 'Bleibt hier');
    expect(live.save).toBe('local');
    isWelcome = true;
    await until(() => live.save === 'saved', 8_000);
    expect(live.problem).toBeNull();
    live.destroy();
  });
});

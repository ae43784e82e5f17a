import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { DocumentId } from '#domain/ids.ts';
import {
  BareClient,
  encode,
  linesOf,
  origin,
  plantDocument,
  provide,
  serveDocuments,
  storedDocument,
  until,
  writeLine,
} from '../support/documents.ts';
import type { SampleRound } from '../support/sample-round.ts';
import { serveSampleRound } from '../support/served-round.ts';

const { db, round, server } = await serveSampleRound();
let documentId: DocumentId;
let neighbours: readonly [WebsocketProvider, WebsocketProvider];

beforeEach(async () => {
  documentId = await plantDocument(db, round.roundId);
  const { coordination, jugendhilfeplanung } = round.people;
  neighbours = [
    provide(server.url, documentId, coordination.personId),
    provide(server.url, documentId, jugendhilfeplanung.personId),
  ];
  await until(() => neighbours.every(({ synced }) => synced));
  return () => neighbours.forEach((provider) => provider.destroy());
});

/** An update of somebody who has typed on, but whose first letters never came. */
function updateWithGap(): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('analysis').insert(0, 'verloren');
  const before = Y.encodeStateVector(doc);
  doc.getText('analysis').insert(8, '!');
  return Y.encodeStateAsUpdate(doc, before);
}

/** An update of version 1 whose one struct claims a length that nobody can type. */
const shutOut = Uint8Array.from([1, 1, 1, 0, 0, ...encode(2 ** 45), 0]);

const bad: [string, string | Uint8Array, number][] = [
  ['text instead of bytes', 'Guten Tag', 1003],
  ['nothing at all', Uint8Array.of(), 1007],
  ['an unknown message', encode(77, 1), 1003],
  ['an auth message', encode(2, 0, 'nein'), 1003],
  ['an unknown sync message', encode(0, 9, Uint8Array.of(0, 0)), 1003],
  ['a sync message without content', encode(0), 1007],
  ['an update that ends too early', encode(0, 2, Uint8Array.of(1, 1, 5)), 1007],
  [
    'an update of noise',
    encode(
      0,
      2,
      Uint8Array.from(randomBytes(400), (byte) => byte | 0x80),
    ),
    1007,
  ],
  ['a length beyond the frame', Uint8Array.of(0, 2, 255, 255, 255, 15, 1), 1007],
  ['more than the message says', Uint8Array.of(...encode(0, 2, Uint8Array.of(0, 0)), 1, 2, 3), 1007],
  ['a state vector of noise', encode(0, 0, Uint8Array.of(200, 200)), 1007],
  ['a presence of noise', encode(1, Uint8Array.of(9, 9, 9)), 1007],
  ['contributions that shut others out', encode(0, 2, shutOut), 1007],
  ['more than a mebibyte', new Uint8Array(1024 * 1024 + 1), 1009],
];

describe('a frame that cannot be taken', () => {
  test.each(bad)('%s closes its own socket with a named code, and nobody else notices', async (_name, frame, code) => {
    const client = new BareClient(server.url, documentId, round.people.behindertenbeirat.personId);
    await client.enter();
    client.socket.send(frame);
    writeLine(neighbours[0].doc, 'Es geht weiter');
    const closed = await client.closed;
    expect(closed.code).toBe(code);
    await expectUndisturbed();
  });

  test('broken framing and a reset end their own socket alone', async () => {
    const { personId } = round.people.behindertenbeirat;
    for (const garbage of [Buffer.from([0xf2, 0x85, 1, 2, 3, 4, 5, 6, 7, 8, 9]), randomBytes(2000), null]) {
      const raw = connect(server.port, '127.0.0.1');
      const head = [
        `GET /documents/${documentId} HTTP/1.1`,
        'Host: planung.test',
        `Origin: ${origin}`,
        `Cookie: person=${personId}`,
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ];
      raw.on('error', () => undefined);
      const ended = new Promise((resolve) => raw.on('close', resolve));
      raw.write(`${head.join('\r\n')}\r\n\r\n`);
      await new Promise((resolve) => raw.once('data', resolve));
      if (garbage === null) raw.resetAndDestroy();
      else raw.write(garbage);
      await ended;
    }
    await expectUndisturbed();
  });

  test('a gap is asked about, not stored; the complete answer is stored and acknowledged with what it covers', async () => {
    const client = new BareClient(server.url, documentId, round.people.behindertenbeirat.personId);
    const doc = await client.enter();
    const asked = () => client.sync(0).length;
    client.contribute(1, Y.encodeStateAsUpdate(doc));
    await until(() => client.last(100) === 1);
    writeLine(doc, 'Verlorene Zeile');
    const lost = Y.encodeStateVector(doc);
    writeLine(doc, 'Zeile danach');
    client.contribute(2, Y.encodeStateAsUpdate(doc, lost));
    await until(() => asked() === 2);
    expect(linesOf(await storedDocument(db, documentId))).toEqual([]);
    expect(client.last(100)).toBe(1);
    client.contribute(1, Y.encodeStateAsUpdate(doc, client.sync(0).at(-1)));
    await until(() => client.last(100) === 3);
    expect(linesOf(await storedDocument(db, documentId))).toEqual(['Verlorene Zeile', 'Zeile danach']);
    await until(() => linesOf(neighbours[1].doc).length === 2);
    client.socket.close();
  });

  test('the third gap within a minute ends the socket', async () => {
    const client = new BareClient(server.url, documentId, round.people.behindertenbeirat.personId);
    const doc = await client.enter();
    for (let gap = 1; gap <= 3; gap += 1) {
      client.contribute(1, Y.encodeStateAsUpdate(doc));
      client.contribute(2, updateWithGap());
    }
    expect(await client.closed).toEqual({ code: 1008, reason: 'out-of-step' });
    await expectUndisturbed();
  });

  test('each refusal is one line of the log, without what was written', async () => {
    const before = server.lines.length;
    const client = new BareClient(server.url, documentId, round.people.behindertenbeirat.personId);
    await client.enter();
    client.socket.send(encode(0, 2, new TextEncoder().encode('vertraulich')));
    await client.closed;
    const lines = server.lines.slice(before);
    expect(lines).toEqual([
      {
        level: 'warn',
        code: 'document-refused',
        fields: { document: documentId, person: round.people.behindertenbeirat.personId, why: 'malformed' },
      },
    ]);
  });
});

describe('the door', () => {
  const knock = async (path: string, headers: Record<string, string>): Promise<number> => {
    const socket = new WebSocket(`${server.url}/${path}`, { headers });
    return new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('open', () => resolve(101));
      socket.on('error', () => undefined);
    });
  };
  const cookieOf = (person: keyof SampleRound['people']) => `person=${round.people[person].personId}`;

  test.each([undefined, 'null', 'http://boese.test', `${origin}.boese.test`, ''])(
    'origin %s is refused',
    async (claimed) => {
      const headers = { cookie: cookieOf('coordination'), ...(claimed === undefined ? {} : { origin: claimed }) };
      expect(await knock(documentId, headers)).toBe(403);
    },
  );

  test('who is not signed in is told so', async () => {
    expect(await knock(documentId, { origin })).toBe(401);
    expect(await knock(documentId, { origin, cookie: 'person=erfunden' })).toBe(401);
  });

  test('unknown, misspelt and forbidden documents answer alike', async () => {
    const unknown = [
      '00000000-0000-4000-8000-000000000000',
      'kein-dokument',
      '',
      `${documentId}/x`,
      "'; drop table document; --",
    ];
    for (const path of unknown) expect(await knock(path, { origin, cookie: cookieOf('coordination') })).toBe(404);
    expect(await knock(documentId, { origin, cookie: cookieOf('stranger') })).toBe(404);
    expect(await knock(documentId, { origin, cookie: cookieOf('coordination') })).toBe(101);
  });

  test('a failing look-up is an error of ours, not a way in', async () => {
    const own = await serveDocuments(db, () => Promise.reject(new Error('no answer')));
    const status = await new Promise((resolve) => {
      const socket = new WebSocket(`${own.url}/${documentId}`, { origin });
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.on('error', () => undefined);
    });
    expect(status).toBe(503);
    await own.close();
  });
});

async function expectUndisturbed(): Promise<void> {
  const line = `Ungestört ${Math.random()}`;
  writeLine(neighbours[0].doc, line);
  await until(() => linesOf(neighbours[1].doc).includes(line));
  expect(neighbours.every(({ wsconnected }) => wsconnected)).toBe(true);
  expect(linesOf(await storedDocument(db, documentId))).toContain(line);
}

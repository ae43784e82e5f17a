import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding';
import * as v from 'valibot';
import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { analysisRoot, documentMessages } from '#domain/analysis/document.ts';
import { type DocumentId, PersonId, RoundId } from '#domain/ids.ts';
import { change } from '../../server/database/database.ts';
import {
  BareClient,
  encode,
  linesOf,
  origin,
  plantDocument,
  storedBytes,
  storedDocument,
  until,
  writeLine,
} from '../support/documents.ts';
import { serveSampleRound } from '../support/served-round.ts';

const roles = ['coordinator', 'planner', 'delegate', 'observer', 'guest', 'stranger', 'signed-out'] as const;
type Role = (typeof roles)[number];
const writers: readonly Role[] = ['coordinator', 'planner', 'delegate'];
const readers: readonly Role[] = ['observer', 'guest'];

/** What a message does: it is answered, shows the sender to the others, is stored, does nothing, or closes with a code. */
type Outcome = 'answered' | 'shown' | 'stored' | 'nothing' | readonly number[];
type Attempt = {
  readonly send: (client: BareClient, doc: Y.Doc) => void;
  readonly writer: Outcome;
  readonly reader: Outcome;
};

const secret = 'Eingeschmuggelt';
const smuggled = (doc: Y.Doc) => updateOf(doc, () => writeLine(doc, secret));

/** Every type of message, and what it does when writers and when readers send it; all others get nothing and do nothing. */
const attempts: Record<string, Attempt> = {
  'step 1': {
    send: ({ socket }) => socket.send(encode(0, 0, Uint8Array.of(0))),
    writer: 'answered',
    reader: 'answered',
  },
  // A reader's client answers the server's question by itself; it is not punished for it.
  'step 2': { send: (client, doc) => client.contribute(1, smuggled(doc)), writer: 'stored', reader: 'nothing' },
  update: { send: (client, doc) => client.contribute(2, smuggled(doc)), writer: 'stored', reader: [4403] },
  awareness: {
    send: ({ socket }, doc) => socket.send(encode(1, encode(1, doc.clientID, 1, '{"user":{"name":"Bürgermeister"}}'))),
    writer: 'shown',
    reader: 'shown',
  },
  query: { send: ({ socket }) => socket.send(encode(3)), writer: 'answered', reader: 'answered' },
  'unknown message': { send: ({ socket }) => socket.send(encode(77, secret)), writer: [1003], reader: [1003] },
  text: { send: ({ socket }) => socket.send(secret), writer: [1003], reader: [1003] },
  'foreign client id': {
    send: (client, doc) => {
      const foreign = new Y.Doc();
      Y.applyUpdate(foreign, Y.encodeStateAsUpdate(doc));
      [foreign.clientID] = [...doc.store.clients.keys()] as [number];
      client.contribute(2, smuggled(foreign));
    },
    writer: [4409],
    reader: [4403, 4409],
  },
  'unknown root': {
    send: (client, doc) =>
      client.contribute(
        2,
        updateOf(doc, () => doc.getText('versteckt').insert(0, secret)),
      ),
    writer: [1007, 4422],
    reader: [4403, 1007, 4422],
  },
  subdocument: {
    send: (client, doc) =>
      client.contribute(
        2,
        updateOf(doc, () => embed(doc)),
      ),
    writer: [1007, 4422],
    reader: [4403, 1007, 4422],
  },
};

const { db, round, server, signedIn } = await serveSampleRound();
let documentId: DocumentId;
beforeEach(async () => void (documentId = await plantDocument(db, round.roundId, ['Anfang'])));

const newPerson = () => v.parse(PersonId, randomUUID());
const { roundId, sessionId } = round;
const guest = { ...round.people.stranger, personId: newPerson(), name: 'Gast am Tisch' };
signedIn.set(guest.personId, { ...guest, seats: [{ roundId, role: 'guest', group: null, sessionId }] });
const people: Record<Role, PersonId> = {
  coordinator: round.people.coordination.personId,
  planner: round.people.jugendhilfeplanung.personId,
  delegate: round.people.behindertenbeirat.personId,
  observer: round.people.observation.personId,
  guest: guest.personId,
  stranger: round.people.stranger.personId,
  'signed-out': newPerson(),
};
const dial = (personId: string) => new BareClient(server.url, documentId, personId);

describe.each([...writers, ...readers])('%s', (role) => {
  test.each(Object.keys(attempts))('%s', async (name) => {
    const attempt = attempts[name]!;
    const expected = writers.includes(role) ? attempt.writer : attempt.reader;
    const witness = dial(round.people.moderation.personId);
    const witnessed = await witness.enter();
    const client = dial(people[role]);
    const doc = await client.enter();
    const heard = { client: client.frames.length, witness: witness.frames.length };

    attempt.send(client, doc);
    if (Array.isArray(expected)) expect(expected).toContain((await client.closed).code);
    else await settle(client);
    if (expected === 'stored') await until(() => client.last(documentMessages.acknowledged) === 1);
    else expect(client.last(documentMessages.acknowledged)).toBeUndefined();
    if (expected === 'answered') expect(client.frames.length).toBeGreaterThan(heard.client + 1);
    if (expected === 'shown') {
      await until(() => witness.frames.length > heard.witness);
      expect(shownIn(witness.frames.at(-1)!)).toMatchObject({ user: { name: signedIn.get(people[role])!.name } });
    }

    // What the others hear stands in one order: after this line of the witness's own nothing older comes.
    const after = dial(round.people.moderation.personId);
    const line = await after.enter();
    after.contribute(
      2,
      updateOf(line, () => writeLine(line, 'Danach')),
    );
    await until(() => after.last(documentMessages.acknowledged) === 1);
    await until(() => (witness.applyTo(witnessed), linesOf(witnessed).includes('Danach')));
    const lines = expected === 'stored' ? ['Anfang', secret, 'Danach'] : ['Anfang', 'Danach'];
    expect(linesOf(await storedDocument(db, documentId))).toEqual(lines);
    expect(linesOf(witnessed)).toEqual(lines);
    const told = Buffer.concat(witness.frames.slice(heard.witness));
    expect(told.includes(secret)).toBe(expected === 'stored');
    expect((await storedBytes(db, documentId)).includes(secret)).toBe(expected === 'stored');
    for (const { socket } of [witness, client, after]) socket.close();
  });
});

describe.each(['stranger', 'signed-out'] as const)('%s', (role) => {
  test.each(Object.keys(attempts))('%s: gets no socket to send it on, and hears nothing', async (name) => {
    const client = dial(people[role]);
    const [, response] = (await once(client.socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(role === 'stranger' ? 404 : 401);
    expect(() => attempts[name]!.send(client, new Y.Doc())).toThrow();
    expect(client.frames).toEqual([]);
    expect(linesOf(await storedDocument(db, documentId))).toEqual(['Anfang']);
    client.socket.terminate();
  });
});

describe('the door', () => {
  test.each(roles)('answers %s alike for unknown, foreign and forbidden documents', async (role) => {
    const otherRound = v.parse(RoundId, randomUUID());
    await change(db, (changes) =>
      changes.insertInto('round').values({ id: otherRound, title: 'Andere Runde', mandate: 'Geheim' }).execute(),
    );
    const foreign = await plantDocument(db, otherRound, ['Geheim']);
    const forbidden = role === 'stranger' || role === 'signed-out' ? [documentId] : [];
    const paths = [randomUUID(), 'kein-dokument', foreign, ...forbidden];
    const answers = await Promise.all(paths.map((path) => knock(path, people[role])));
    expect(answers[0]!.status).toBe(role === 'signed-out' ? 401 : 404);
    expect(answers[0]!.bodyLength).toBe(0);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });
});

/** The one state in a frame of presence, as a browser reads it. */
function shownIn(frame: Uint8Array): unknown {
  const decoder = createDecoder(readVarUint8Array(createDecoder(frame.subarray(1))));
  for (let number = 0; number < 3; number += 1) readVarUint(decoder);
  return JSON.parse(readVarString(decoder));
}

/** Everything that this client sent before is taken when it hears who is there. */
async function settle(client: BareClient): Promise<void> {
  const present = () => client.frames.filter((frame) => frame[0] === 1).length;
  const before = present();
  client.socket.send(encode(3));
  await until(() => present() > before);
}

async function knock(path: string, personId: string) {
  const asked = request(`${server.url.replace('ws', 'http')}/${path}`, {
    headers: {
      origin,
      cookie: `person=${personId}`,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
    },
  }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const body = Buffer.concat(await response.toArray());
  return { status: response.statusCode, headers: response.rawHeaders, bodyLength: body.length };
}

/** What an edit adds to a document. */
function updateOf(doc: Y.Doc, edit: () => void): Uint8Array {
  const before = Y.encodeStateVector(doc);
  edit();
  return Y.encodeStateAsUpdate(doc, before);
}

function embed(doc: Y.Doc): void {
  const section = doc.getXmlFragment(analysisRoot).get(0) as Y.XmlElement;
  Reflect.apply(Reflect.get(section, 'setAttribute') as () => void, section, [secret, new Y.Doc()]);
}

import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { DocumentId } from '#domain/ids.ts';
import { boardRoot, fieldEntry, orderEntry } from '#domain/prioritisation/board.ts';
import { boardMeasures, moveOn, orderOn, plantBoard } from '../support/board.ts';
import { BareClient, provide, storedDocument, until } from '../support/documents.ts';
import { serveSampleRound } from '../support/served-round.ts';
import { acknowledged, updateOf } from './visitors.ts';

const { db, round, server } = await serveSampleRound();
const measures = boardMeasures(round);
const [first, second, third, fourth] = round.measures as [(typeof round.measures)[0], ...typeof round.measures];
let board: DocumentId;
let neighbours: readonly [WebsocketProvider, WebsocketProvider];

beforeAll(async () => {
  board = await plantBoard(db, round);
});

beforeEach(async () => {
  const { coordination, jugendhilfeplanung } = round.people;
  neighbours = [
    provide(server.url, board, coordination.personId),
    provide(server.url, board, jugendhilfeplanung.personId),
  ];
  await until(() => neighbours.every(({ synced }) => synced));
  return () => neighbours.forEach((provider) => provider.destroy());
});

test('what two people move at the same time holds, for both and in the database', async () => {
  const [here, there] = neighbours;
  expect(orderOn(here.doc, measures)).toBe('M01 M02 M03 M04');
  moveOn(here, measures, fourth!, 1);
  moveOn(there, measures, second!, 4);
  await until(() => orderOn(here.doc, measures) === 'M04 M01 M03 M02');
  await until(() => orderOn(there.doc, measures) === 'M04 M01 M03 M02');
  here.doc.getMap(boardRoot).set(fieldEntry(third!), [4.5, 2]);
  await until(() => there.doc.getMap(boardRoot).get(fieldEntry(third!)) !== undefined);
  await until(async () => (await storedDocument(db, board)).getMap(boardRoot).get(fieldEntry(third!)) !== undefined);
  expect(orderOn(await storedDocument(db, board), measures)).toBe('M04 M01 M03 M02');
});

test('a cut line is drawn, moved and taken away by everybody who may move', async () => {
  const [here, there] = neighbours;
  const before = orderOn(here.doc, measures).split(' ');
  moveOn(here, measures, 'line:decision', 2);
  const drawn = before.toSpliced(2, 0, '|decision').join(' ');
  await until(() => orderOn(there.doc, measures) === drawn);
  moveOn(there, measures, 'line:decision', 3);
  const moved = before.toSpliced(3, 0, '|decision').join(' ');
  await until(async () => orderOn(await storedDocument(db, board), measures) === moved);
  await until(() => orderOn(here.doc, measures) === moved);
  here.doc.getMap(boardRoot).set('line:decision', null);
  await until(() => orderOn(there.doc, measures) === before.join(' '));
  await until(async () => orderOn(await storedDocument(db, board), measures) === before.join(' '));
});

describe('what is no position and no point', () => {
  const wrong: [string, (doc: Y.Doc) => void, number][] = [
    ['a long text', (doc) => map(doc).set(orderEntry(first), 'V'.repeat(129)), 4422],
    ['a text of a hundred kilobytes', (doc) => map(doc).set(orderEntry(first), 'x'.repeat(100_000)), 4422],
    ['an object', (doc) => map(doc).set(orderEntry(first), { position: 'V' }), 4422],
    ['a point beyond the field', (doc) => map(doc).set(fieldEntry(first), [1, 6]), 4422],
    ['a line that is no position', (doc) => map(doc).set('line:decision', 'nach Platz 3'), 4422],
    ['a line with a number', (doc) => map(doc).set('line:decision', 3), 4422],
    ['a line with a text of its own', (doc) => map(doc).set('line:decision', { text: 'Bis hier' }), 4422],
    ['a line of another kind', (doc) => map(doc).set('line:store', 'V'), 1007],
    ['a line for one measure', (doc) => map(doc).set(`line:${first}`, 'V'), 1007],
    ['a name of a person', (doc) => map(doc).set('moved-by', 'V'), 1007],
    ['an entry for no measure', (doc) => map(doc).set('order:M01', 'V'), 1007],
    ['an order of its own', (doc) => doc.getArray(boardRoot).push(['V']), 1007],
    ['another root', (doc) => doc.getMap('other').set(orderEntry(first), 'V'), 1007],
    ['a map in the map', (doc) => map(doc).set(orderEntry(first), new Y.Map([['a', 1]])), 4422],
    ['bytes', (doc) => map(doc).set(orderEntry(first), Uint8Array.of(1, 2)), 4422],
    ['a text to write in', (doc) => doc.getText(boardRoot).insert(0, 'Guten Tag'), 1007],
  ];

  test.each(wrong)('%s is refused, and nobody else notices', async (_name, write, code) => {
    const client = new BareClient(server.url, board, round.people.behindertenbeirat.personId);
    await client.enter();
    const doc = new Y.Doc();
    client.contribute(
      2,
      updateOf(doc, () => write(doc)),
    );
    expect((await client.closed).code).toBe(code);
    const [here, there] = neighbours;
    const point = [1 + Math.floor(Math.random() * 16) / 4, 3];
    here.doc.getMap(boardRoot).set(fieldEntry(second!), point);
    await until(() => JSON.stringify(there.doc.getMap(boardRoot).get(fieldEntry(second!))) === JSON.stringify(point));
  });

  test('is refused in the place of a good entry as well', async () => {
    const client = new BareClient(server.url, board, round.people.behindertenbeirat.personId);
    const doc = await client.enter();
    const update = updateOf(doc, () => map(doc).set(orderEntry(first), 'nein!'));
    client.contribute(2, update);
    expect((await client.closed).reason).toBe('unknown-content');
  });

  test('does not belong into the analysis, nor its text on the board', async () => {
    const client = new BareClient(server.url, board, round.people.behindertenbeirat.personId);
    await client.enter();
    const doc = new Y.Doc();
    client.contribute(
      2,
      updateOf(doc, () => doc.getXmlFragment(boardRoot).insert(0, [new Y.XmlElement('paragraph')])),
    );
    expect((await client.closed).code).toBe(1007);
  });
});

describe('who moves', () => {
  test('observers only look, whatever their browser sends', async () => {
    const before = orderOn(await storedDocument(db, board), measures);
    const client = new BareClient(server.url, board, round.people.observation.personId);
    const doc = await client.enter();
    client.contribute(
      2,
      updateOf(doc, () => moveOn({ doc }, measures, third!, 1)),
    );
    expect((await client.closed).reason).toBe('not-allowed');
    expect(orderOn(await storedDocument(db, board), measures)).toBe(before);
  });

  test('observers draw no line', async () => {
    const client = new BareClient(server.url, board, round.people.observation.personId);
    const doc = await client.enter();
    client.contribute(
      2,
      updateOf(doc, () => moveOn({ doc }, measures, 'line:budget', 1)),
    );
    expect((await client.closed).reason).toBe('not-allowed');
    expect(map(await storedDocument(db, board)).has('line:budget')).toBe(false);
  });

  test('nobody writes under the client id of somebody else', async () => {
    const [here] = neighbours;
    moveOn(here, measures, third!, 2);
    const moved = map(here.doc).get(orderEntry(third!));
    await until(async () => map(await storedDocument(db, board)).get(orderEntry(third!)) === moved);
    const client = new BareClient(server.url, board, round.people.behindertenbeirat.personId);
    const doc = await client.enter();
    doc.clientID = here.doc.clientID;
    client.contribute(
      2,
      updateOf(doc, () => moveOn({ doc }, measures, third!, 4)),
    );
    expect((await client.closed).reason).toBe('foreign-client');
  });

  test('an entry for a measure that nobody knows is harmless', async () => {
    const client = new BareClient(server.url, board, round.people.behindertenbeirat.personId);
    const doc = await client.enter();
    const before = orderOn(doc, measures);
    client.contribute(
      2,
      updateOf(doc, () => map(doc).set(`order:${randomUUID()}`, 'A')),
    );
    await acknowledged(client, 1);
    expect(orderOn(await storedDocument(db, board), measures)).toBe(before);
    client.socket.close();
  });
});

const map = (doc: Y.Doc) => doc.getMap<unknown>(boardRoot);

import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { BareClient, plantDocument, storedDocument, until } from '../support/documents.ts';
import { Crowds } from '../../server/documents/crowds.ts';
import { serveSampleRound } from '../support/served-round.ts';

const { db, round, server } = await serveSampleRound();

/** So many letters of one client right behind the same letter, none behind the other: what no editor does. */
function crowd(client: number, { client: of, clock }: Y.ID, count: number): Uint8Array {
  return encoding.encode((encoder) => {
    for (const number of [1, count, client, 0]) encoding.writeVarUint(encoder, number);
    for (let letter = 0; letter < count; letter += 1) {
      encoding.writeUint8(encoder, 0x84);
      encoding.writeVarUint(encoder, of);
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarString(encoder, 'a');
    }
    encoding.writeVarUint(encoder, 0);
  });
}

test('thousands of letters at one place, which would hold everybody up, are refused and not stored', async () => {
  const documentId = await plantDocument(db, round.roundId, ['Anfang']);
  const client = new BareClient(server.url, documentId, round.people.coordination.personId);
  const doc = await client.enter();
  const [id] = [...doc.store.clients.values()].flatMap((structs) => structs.map((struct) => struct.id));
  const before = Y.encodeStateVector(await storedDocument(db, documentId));
  client.contribute(2, crowd(4711, id!, 4_000));
  expect(await client.closed).toEqual({ code: 1007, reason: 'malformed' });
  await until(() => server.documents.loaded() === 0);
  expect(Y.encodeStateVector(await storedDocument(db, documentId))).toEqual(before);
});

test('whatever an editor does thousands of times at one place is taken', () => {
  const doc = new Y.Doc();
  const crowds = new Crowds();
  const refused: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => {
    if (!crowds.admits(Y.decodeUpdate(update).structs)) refused.push(update);
  });
  const section = new Y.XmlElement('section');
  doc.getXmlFragment('analysis').insert(0, [section]);
  const paragraph = (text: string) => {
    const element = new Y.XmlElement('paragraph');
    element.insert(0, [new Y.XmlText(text)]);
    return element;
  };
  const times = (act: (turn: number) => void) => Array.from({ length: 2_500 }, (_, turn) => act(turn));
  times((turn) => section.insert(0, [paragraph(`vorn ${turn}`)]));
  times((turn) => section.insert(section.length, [paragraph(`hinten ${turn}`)]));
  doc.transact(() => times((turn) => section.insert(turn >> 1, [paragraph(`dazwischen ${turn}`)])));
  const text = (section.get(0) as Y.XmlElement).get(0) as Y.XmlText;
  times(() => text.insert(0, 'a'));
  times(() => (text.insert(3, 'b'), text.delete(3, 1)));
  times((turn) => text.format(0, 5, { bold: turn % 2 === 0 ? true : null }));
  times((turn) => section.setAttribute('key', `${turn}`));
  expect(refused).toEqual([]);
});

import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { analysisRoot, documentMessages, fullDocument, largeDocument } from '#domain/analysis/document.ts';
import type { DocumentId } from '#domain/ids.ts';
import { change } from '../../server/database/database.ts';
import { storeBatches, writeBatch } from '../../server/documents/store.ts';
import { BareClient, linesOf, plantDocument, storedDocument, until, writeLine } from '../support/documents.ts';
import { serveSampleRound } from '../support/served-round.ts';

const { db, round, server } = await serveSampleRound();
let documentId: DocumentId;
beforeEach(async () => void (documentId = await plantDocument(db, round.roundId, ['Anfang'])));

const dial = () => new BareClient(server.url, documentId, round.people.coordination.personId);
const rows = () =>
  db.kysely.selectFrom('document_update').select('bytes').where('document_id', '=', documentId).execute();
const snapshot = () =>
  db.kysely.selectFrom('document_snapshot').selectAll().where('document_id', '=', documentId).executeTakeFirst();

/** Sends each edit as an update of its own and waits until all are stored. */
async function edit(client: BareClient, doc: Y.Doc, edits: readonly ((doc: Y.Doc) => void)[]): Promise<void> {
  const before = client.acknowledged;
  const send = (update: Uint8Array) => client.contribute(2, update);
  doc.on('update', send);
  for (const each of edits) doc.transact(() => each(doc));
  doc.off('update', send);
  await until(() => client.acknowledged === before + edits.length);
}

/** Stores what somebody wrote in former times, beside the server. */
async function storeFormerly(text: string, times: number): Promise<void> {
  const doc = await storedDocument(db, documentId);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let time = 0; time < times; time += 1) writeLine(doc, text);
  const { personId } = round.people.coordination;
  const clients = new Map([[doc.clientID, personId]]);
  await storeBatches(db, [{ documentId, epoch: 1, seq: 2, personId, updates, clients }]);
}

describe('the log', () => {
  test('is one row per batch, and a snapshot takes its place when it has outgrown it', async () => {
    const client = dial();
    const doc = await client.enter();
    const lines = Array.from({ length: 40 }, (_, line) => `Zeile ${line} ${'x'.repeat(1_000)}`);
    await edit(
      client,
      doc,
      lines.map((line) => () => writeLine(doc, line)),
    );
    await until(async () => (await snapshot()) !== undefined);
    expect(linesOf(await storedDocument(db, documentId))).toEqual(['Anfang', ...lines]);
    const later = dial();
    expect(linesOf(await later.enter())).toEqual(['Anfang', ...lines]);
    later.socket.close();
    client.socket.close();
  });

  test('keeps no deleted text once a snapshot has taken its place', async () => {
    const client = dial();
    const doc = await client.enter();
    const section = () => doc.getXmlFragment(analysisRoot).get(0) as Y.XmlElement;
    await edit(client, doc, [
      () => writeLine(doc, 'GEHEIMNIS'),
      () => section().delete(section().length - 1),
      ...Array.from({ length: 40 }, (_, line) => () => writeLine(doc, `Zeile ${line} ${'x'.repeat(1_000)}`)),
    ]);
    await until(async () => (await snapshot()) !== undefined);
    const bytes = [(await snapshot())!.bytes, ...(await rows()).map((row) => row.bytes)];
    expect(Buffer.concat(bytes).includes('GEHEIMNIS')).toBe(false);
    client.socket.close();
  });

  test('is put together when the last one leaves after many small changes', async () => {
    const client = dial();
    const doc = await client.enter();
    await edit(
      client,
      doc,
      Array.from({ length: 120 }, (_, line) => () => writeLine(doc, String(line))),
    );
    client.socket.close();
    await until(() => server.documents.loaded() === 0);
    expect(await rows()).toEqual([]);
    expect(linesOf(await storedDocument(db, documentId))).toHaveLength(121);
  });

  test('whose snapshot cannot be stored is kept, and not tried for ever', async () => {
    const trigger = async (statement: string) => change(db, (changes) => sql.raw(statement).execute(changes));
    await trigger(`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception using errcode = '53100', message = 'no space'; end $$`);
    await trigger('create trigger refuse before insert on document_snapshot for each row execute function refuse()');
    const client = dial();
    const doc = await client.enter();
    const lines = Array.from({ length: 120 }, (_, line) => () => writeLine(doc, String(line)));
    await edit(client, doc, lines);
    client.socket.close();
    await until(() => server.documents.loaded() === 0);
    await trigger('drop function refuse cascade');
    const warnings = server.lines.filter(
      ({ code, fields }) => code === 'document-not-compacted' && fields.document === documentId,
    );
    expect(warnings).toHaveLength(1);
    expect(linesOf(await storedDocument(db, documentId))).toHaveLength(121);
  });

  test('a row holds the updates of a batch, each with its length', () => {
    expect([...writeBatch([Uint8Array.of(1, 2), Uint8Array.of(3)])]).toEqual([2, 1, 2, 1, 3]);
  });
});

describe('who returns', () => {
  test('gets what is missing and no more, from every state that can be', async () => {
    const client = dial();
    const doc = await client.enter();
    const states: Uint8Array[] = [];
    const note = (line: number) => () => {
      states.push(Y.encodeStateAsUpdate(doc));
      writeLine(doc, `Zeile ${line} ${'x'.repeat(1_500)}`);
    };
    await edit(
      client,
      doc,
      Array.from({ length: 60 }, (_, line) => note(line)),
    );
    await until(async () => (await snapshot()) !== undefined);
    for (const state of states) {
      const copy = new Y.Doc();
      Y.applyUpdate(copy, state);
      const before = client.frames.length;
      client.socket.send(Buffer.concat([Buffer.of(0, 0), sized(Y.encodeStateVector(copy))]));
      await until(() => client.frames.slice(before).some((frame) => frame[0] === 0 && frame[1] === 1));
      client.applyTo(copy, before);
      expect(Y.encodeStateVector(copy)).toEqual(Y.encodeStateVector(doc));
    }
    const bytes = client.frames.slice(-6).reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBeLessThan(20_000);
    client.socket.close();
  });
});

describe('a document that grows too large', () => {
  test('says so from five mebibytes on', async () => {
    await storeFormerly('x'.repeat(900_000), Math.ceil(largeDocument / 900_000));
    const client = dial();
    await client.enter();
    expect(client.last(documentMessages.size)).toBe(5);
    client.socket.close();
  });

  test('takes nothing more from twenty on, but deletions; what was typed stays with its author', async () => {
    await storeFormerly('x'.repeat(900_000), Math.ceil(fullDocument / 900_000));
    const writer = dial();
    const doc = await writer.enter();
    const section = doc.getXmlFragment(analysisRoot).get(0) as Y.XmlElement;
    await edit(writer, doc, [() => section.delete(1)]);
    const before = Y.encodeStateVector(doc);
    writeLine(doc, 'Passt nicht mehr');
    writer.contribute(2, Y.encodeStateAsUpdate(doc, before));
    expect(await writer.closed).toEqual({ code: 4413, reason: 'full' });
    expect(linesOf(await storedDocument(db, documentId))).not.toContain('Passt nicht mehr');
  });
});

/** Bytes with their length before them, as a state vector is sent. */
function sized(bytes: Uint8Array): Buffer {
  return writeBatch([bytes]);
}

import { sql } from 'kysely';
import { onTestFinished, expect, test } from 'vitest';
import * as Y from 'yjs';
import { documentAccess, documentMessages } from '#domain/analysis/document.ts';
import type { DocumentId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { change } from '../../server/database/database.ts';
import { up as shutTexts } from '../../server/database/migrations/008_shut_texts.ts';
import { findDocuments } from '../../server/documents/store.ts';
import { tellShutTexts } from '../../server/measures/shut-texts.ts';
import { LiveDocument } from '../../src/lib/live/document.svelte.ts';
import {
  BareClient,
  linesOf,
  serveDocuments,
  socketOf,
  storedDocument,
  until,
  writeLine,
} from '../support/documents.ts';
import { type MeasuresHere, measuresHere } from './measures-here.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The text of M02, served to its writers while M02 goes into M01 and comes back. */
type TextHere = MeasuresHere & {
  readonly documentId: DocumentId;
  readonly url: string;
  merge(): Promise<void>;
  split(): Promise<void>;
  enter(): Promise<{ client: BareClient; doc: Y.Doc }>;
  live(): LiveDocument;
  /** What is stored of it. */
  stored(): Promise<string[]>;
  /** From now on whoever dials is recognised only after this has been done. */
  recognise(after: () => Promise<unknown>): void;
  restart(between: () => Promise<void>): Promise<void>;
};

async function textHere(): Promise<TextHere> {
  const here = await measuresHere();
  const { people, roundId, measures } = here.round;
  let before: () => Promise<unknown> = () => Promise.resolve();
  const identify = async (id: string): Promise<Caller | null> => {
    await before();
    return Object.values(people).find(({ personId }) => personId === id) ?? null;
  };
  let server = await serveDocuments(here.db, identify);
  onTestFinished(() => server.close());
  here.commands.onRoundStep((step) => tellShutTexts(here.db, server.documents, quiet)(step));
  const [into, measureId] = [measures[0]!, measures[1]!];
  const { documentId } = await here.see(1);
  const writer = people.jugendhilfeplanung.personId;
  const { url } = server;
  return {
    ...here,
    ...{ documentId, url },
    merge: async () => void (await here.gave(people.moderation, 'measure.merge', { roundId, measureId, into })),
    split: async () => void (await here.gave(people.moderation, 'measure.split', { roundId, measureId })),
    async enter() {
      const client = new BareClient(url, documentId, writer);
      onTestFinished(() => client.socket.terminate());
      return { client, doc: await client.enter() };
    },
    live() {
      globalThis.WebSocket = socketOf(writer);
      const live = new LiveDocument({ documentId, url });
      onTestFinished(() => live.destroy());
      return live;
    },
    stored: async () => linesOf(await storedDocument(here.db, documentId), 'measure'),
    recognise: (after) => void (before = after),
    async restart(between) {
      const { port } = server;
      await server.close();
      await between();
      server = await serveDocuments(here.db, identify, port);
    },
  };
}

const access = ({ client }: { client: BareClient }) => client.last(documentMessages.access);

/** Sends one more line, whatever the server has said. */
function contribute({ client, doc }: { client: BareClient; doc: Y.Doc }, line: string): void {
  const before = Y.encodeStateVector(doc);
  writeLine(doc, line, 'measure');
  client.contribute(2, Y.encodeStateAsUpdate(doc, before));
}

test('Who has the text open when its measure is merged is told within a second, and what is sent after that is refused', async () => {
  const here = await textHere();
  const writer = await here.enter();
  contribute(writer, 'Davor');
  await until(() => writer.client.last(documentMessages.acknowledged) === 1);
  const start = performance.now();
  await here.merge();
  await until(() => access(writer) === documentAccess.shut);
  expect(performance.now() - start).toBeLessThan(1_000);
  contribute(writer, 'Danach');
  expect(await writer.client.closed).toEqual({ code: 4423, reason: 'shut' });
  const lines = await here.stored();
  expect(lines).toContain('Davor');
  expect(lines).not.toContain('Danach');
});

test('Who comes later reads, and writes again as soon as the measures are separated', async () => {
  const here = await textHere();
  await here.merge();
  const writer = await here.enter();
  expect(access(writer)).toBe(documentAccess.shut);
  expect(writer.client.sync(0), 'is not asked for own changes').toHaveLength(0);
  await here.split();
  await until(() => access(writer) === documentAccess.write);
  expect(writer.client.sync(0), 'is asked for own changes now').toHaveLength(1);
  contribute(writer, 'Wieder');
  await until(() => writer.client.last(documentMessages.acknowledged) === 1);
  expect(await here.stored()).toContain('Wieder');
});

test('The text of the measure that stays is written on', async () => {
  const here = await textHere();
  const { documentId } = await here.see(0);
  const client = new BareClient(here.url, documentId, here.round.people.jugendhilfeplanung.personId);
  onTestFinished(() => client.socket.terminate());
  const writer = { client, doc: await client.enter() };
  await here.merge();
  contribute(writer, 'Weiter');
  await until(() => client.last(documentMessages.acknowledged) === 1);
  expect(access(writer)).toBe(documentAccess.write);
});

test('A text that is being loaded while its measure is merged is not written', async () => {
  const here = await textHere();
  let opening: ReturnType<TextHere['enter']> | undefined;
  await change(here.db, async (changes) => {
    // Whoever opens the text now has found it, and waits for its words.
    await sql`lock table document_update in access exclusive mode`.execute(changes);
    opening = here.enter();
    await until(async () => (await waiting(here)) > 0);
    await here.merge();
  });
  const writer = await opening!;
  await until(() => access(writer) === documentAccess.shut);
});

test('A text that was found before its measure was merged, and is opened after it, is not written', async () => {
  const here = await textHere();
  // The server looks for the document and asks who is there at the same time.
  here.recognise(async () => {
    await findDocuments(here.db, [here.documentId]);
    here.recognise(() => Promise.resolve());
    await here.merge();
    // Long enough for the word of it to find no room.
    for (let look = 0; look < 5; look += 1) await here.stored();
  });
  expect(access(await here.enter())).toBe(documentAccess.shut);
});

test('A browser says plainly that nobody writes the text, and lets write again, with everything saved', async () => {
  const here = await textHere();
  const live = here.live();
  await until(() => live.save === 'saved');
  writeLine(live.doc, 'Davor', 'measure');
  await until(() => live.save === 'saved');
  await here.merge();
  await until(() => live.isShut);
  expect(live).toMatchObject({ readonly: true, problem: null, save: 'saved' });
  await here.split();
  await until(() => !live.isShut);
  expect(live).toMatchObject({ readonly: false, problem: null });
  writeLine(live.doc, 'Danach', 'measure');
  await until(() => live.save === 'saved');
  expect(await here.stored()).toEqual(expect.arrayContaining(['Davor', 'Danach']));
});

test('What was written without a connection while the measure was merged stays in the window, to be copied', async () => {
  const here = await textHere();
  const live = here.live();
  await until(() => live.save === 'saved');
  await here.restart(async () => {
    writeLine(live.doc, 'Unterwegs geschrieben', 'measure');
    await here.merge();
  });
  await until(() => live.problem === 'shut');
  expect(linesOf(live.doc, 'measure')).toContain('Unterwegs geschrieben');
  expect(live.readonly).toBe(true);
  expect(await here.stored()).not.toContain('Unterwegs geschrieben');
});

test('Texts of measures that were merged before are shut by the migration', async () => {
  const here = await measuresHere();
  const { people, roundId, measures } = here.round;
  const merging = { roundId, measureId: measures[1]!, into: measures[0]! };
  await here.gave(people.moderation, 'measure.merge', merging);
  await change(here.db, async (changes) => {
    await sql`alter table document drop column shut`.execute(changes);
    await shutTexts(changes as never);
  });
  const shut = await here.db.kysely.selectFrom('document').select('id').where('shut', '=', true).execute();
  expect(shut).toEqual([{ id: (await here.see(1)).documentId }]);
});

/** How many statements wait for a lock. */
async function waiting({ db }: MeasuresHere): Promise<number> {
  const { rows } = await sql<{ many: number }>`select count(*)::int as many from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db.kysely);
  return rows[0]!.many;
}

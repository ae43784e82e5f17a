import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { analysisRoot, closings, documentAccess, permanentClosing } from '#domain/analysis/document.ts';
import { Acknowledgement } from '../../src/lib/live/acknowledgement.ts';
import { endsCopy } from '../../src/lib/live/document-problem.ts';
import { type DocumentAddress, LiveDocument } from '../../src/lib/live/document.svelte.ts';
import { copyName, type KeptCopy, newestEpoch } from '../../src/lib/live/offline-store.ts';
import { linesOf, socketOf, until, writeLine } from '../support/documents.ts';
import { serveSilently, type SilentServer } from '../support/silent-server.ts';

describe('the names of the copies on a device', () => {
  const names = [
    copyName('pflege', 'A2', 3),
    copyName('pflege', 'A2', 12),
    copyName('pflege', 'A3', 40),
    copyName('sozial', 'A2', 50),
    'planungsrunde:pflege:A2:neu',
    'something-else',
  ];

  test('the newest epoch of this person and document is the one to begin with', () => {
    expect(newestEpoch(names, 'pflege', 'A2')).toBe(12);
    expect(newestEpoch(names, 'sozial', 'A2')).toBe(50);
  });

  test("another person's copy, or that of another document, is never found", () => {
    expect(newestEpoch(names, 'sozial', 'A3')).toBeNull();
    expect(newestEpoch(names, 'pfleg', 'A2')).toBeNull();
    expect(newestEpoch([], 'pflege', 'A2')).toBeNull();
  });
});

test('text from the device counts as unsent until the connection has confirmed its step 2', () => {
  const count = new Acknowledgement();
  count.restored();
  expect(count.state).toBe('local');
  count.opened();
  count.loaded();
  expect(count.state).toBe('local');
  count.sentEverything();
  expect(count.state).toBe('sending');
  expect(count.confirmed(1)).toBe(true);
  expect(count.state).toBe('saved');
  expect(count.confirmed(1)).toBe(false);
});

test('every reason for which the server refuses the text itself ends the copy, and no other one', () => {
  const permanent = Object.values(closings).flatMap((code) => permanentClosing(code) ?? []);
  expect(permanent.filter((closing) => !endsCopy(closing))).toEqual([
    'signed-out',
    'not-allowed',
    'not-found',
    'too-fast',
    'too-many-windows',
  ]);
  expect(endsCopy('outdated')).toBe(false);
});

describe('a document in the browser', () => {
  let server: SilentServer;
  const open: LiveDocument[] = [];

  beforeEach(async () => {
    server = await serveSilently(textWith('Anfang'));
    globalThis.WebSocket = socketOf('pflege');
  });

  afterEach(async () => {
    open.splice(0).forEach((live) => live.destroy());
    await server.close();
  });

  const openDocument = (more: Partial<DocumentAddress> = {}) => {
    const live = new LiveDocument({ documentId: 'A2', url: server.url, ...more });
    open.push(live);
    return live;
  };

  test('says which schema it knows, and its epoch as soon as it holds something', async () => {
    server.conduct.epoch = 7;
    const live = openDocument();
    await until(() => live.save === 'saved');
    live.reconnect();
    await until(() => server.dialled.length === 2 && live.save === 'saved');
    expect(server.dialled.map((address) => address.split('?')[1])).toEqual(['schema=1', 'schema=1&epoch=7']);
  });

  test('starts with the text on the device, editable and called local, and sends it when the server is there', async () => {
    const copy = new KeptInMemory(textWith('Ohne Netz'), 4);
    server.conduct.epoch = 4;
    const { url } = server;
    const live = openDocument({ copy, url: url.replace(/:\d+\//, ':9/') });
    await until(() => live.synced);
    expect([live.save, live.readonly, live.connected, live.isKept]).toEqual(['local', false, false, true]);
    writeLine(live.doc, 'Und weiter');
    expect([live.save, copy.isUnsent]).toEqual(['local', true]);
    live.destroy();

    const again = openDocument({ copy: new KeptInMemory(live.doc, 4) });
    await until(() => again.save === 'saved');
    expect(server.dialled[0]).toContain('epoch=4');
    expect(linesOf(server.doc).toSorted()).toEqual(['Anfang', 'Ohne Netz', 'Und weiter']);
  });

  test('keeps a text only after it came from the server, under its epoch', async () => {
    const copy = new KeptInMemory(null);
    server.conduct.epoch = 5;
    const live = openDocument({ copy });
    expect(copy.isKeeping).toBe(false);
    await until(() => live.save === 'saved');
    expect(copy.epoch).toBe(5);
    writeLine(live.doc, 'Neu');
    expect(copy.isUnsent).toBe(true);
    await until(() => live.save === 'saved');
    expect(copy.isUnsent).toBe(false);
  });

  test('never mixes two epochs: the old text stays here, is offered, and goes only when it is given up', async () => {
    const copy = new KeptInMemory(textWith('Alte Fassung'), 1, true);
    server.conduct.epoch = 2;
    const live = openDocument({ copy });
    await until(() => live.problem !== null);
    expect([live.problem, live.connected, copy.isDiscarded]).toEqual(['replaced', false, false]);
    expect(linesOf(live.doc)).toEqual(['Alte Fassung']);
    expect(linesOf(server.doc)).toEqual(['Anfang']);
    await live.discardCopy();
    expect(copy.isDiscarded).toBe(true);
  });

  test('a copy of an old epoch with nothing unsent in it is deleted at once', async () => {
    const copy = new KeptInMemory(textWith('Alte Fassung'), 1);
    server.conduct.epoch = 2;
    const live = openDocument({ copy });
    await until(() => live.problem === 'replaced');
    expect(copy.isDiscarded).toBe(true);
  });

  test('a program that is too old neither sees nor sends anything, and leaves the copy as it is', async () => {
    server.conduct.access = documentAccess.outdated;
    const copy = new KeptInMemory(textWith('Ohne Netz'), 1, true);
    const live = openDocument({ copy });
    await until(() => live.problem !== null);
    expect([live.problem, live.readonly, live.connected]).toEqual(['outdated', true, false]);
    expect([linesOf(live.doc), linesOf(server.doc)]).toEqual([['Ohne Netz'], ['Anfang']]);
    expect([copy.isKeeping, copy.isDiscarded]).toEqual([false, false]);
  });

  test('knows how large the document is once the server says so', async () => {
    const live = openDocument();
    await until(() => live.save === 'saved');
    expect(live.size).toBeNull();
    server.conduct.size = 6;
    live.reconnect();
    await until(() => live.size === 6);
  });

  test('dials anew where nothing is confirmed, stops the writing, and goes on by itself', async () => {
    const live = openDocument({ patience: { redial: 100, stall: 350 } });
    await until(() => live.save === 'saved');
    server.conduct.confirms = false;
    writeLine(live.doc, 'Unbestätigt');
    expect(live.stalled).toBe(false);
    await until(() => live.stalled);
    expect(server.dialled.length).toBeGreaterThan(1);
    expect(['sending', 'local']).toContain(live.save);
    server.conduct.confirms = true;
    await until(() => !live.stalled);
    expect(live.save).toBe('saved');
    expect(linesOf(server.doc)).toEqual(['Anfang', 'Unbestätigt']);
  });

  test('being without a connection is no reason to stop the writing', async () => {
    const live = openDocument({ patience: { redial: 10_000, stall: 5_400 } });
    await until(() => live.save === 'saved');
    server.conduct.confirms = false;
    const began = Date.now();
    writeLine(live.doc, 'Auf dem Weg, als das Netz ging');
    await server.close();
    await until(() => live.offlineLong);
    writeLine(live.doc, 'Ohne Netz');
    await until(() => Date.now() - began > 5_800);
    expect([live.stalled, live.save, live.problem]).toEqual([false, 'local', null]);
    server = await serveSilently(textWith('Anfang'));
  });

  test('as long as some of it is confirmed, slowness is no reason either', async () => {
    const live = openDocument({ patience: { redial: 10_000, stall: 300 } });
    await until(() => live.save === 'saved');
    server.conduct.confirms = false;
    const began = Date.now();
    await until(() => {
      writeLine(live.doc, 'Zeile');
      server.confirm();
      return Date.now() - began > 900;
    });
    expect(live.stalled).toBe(false);
  });
});

/** A document with one line. */
function textWith(line: string): Y.Doc {
  const doc = new Y.Doc();
  doc.getXmlFragment(analysisRoot).insert(0, [new Y.XmlElement('section')]);
  writeLine(doc, line);
  return doc;
}

/** A browser's database of one document, as far as Node has such a thing: what it held, and what became of it. */
class KeptInMemory implements KeptCopy {
  epoch: number;
  isUnsent: boolean;
  isKeeping = false;
  isDiscarded = false;
  readonly #before: Uint8Array | null;

  constructor(text: Y.Doc | null, epoch = 1, isUnsent = false) {
    this.#before = text && Y.encodeStateAsUpdate(text);
    this.epoch = epoch;
    this.isUnsent = isUnsent;
  }

  load(doc: Y.Doc): Promise<number | null> {
    if (this.#before === null) return Promise.resolve(null);
    Y.applyUpdate(doc, this.#before, this);
    this.isKeeping = true;
    return Promise.resolve(this.epoch);
  }

  keep(_doc: Y.Doc, epoch: number): Promise<void> {
    this.epoch = epoch;
    this.isKeeping = true;
    return Promise.resolve();
  }

  leave(): Promise<void> {
    this.isKeeping = false;
    return Promise.resolve();
  }

  discard(): Promise<void> {
    this.isDiscarded = true;
    return this.leave();
  }

  noteUnsent(isUnsent: boolean): void {
    this.isUnsent = isUnsent;
  }
}

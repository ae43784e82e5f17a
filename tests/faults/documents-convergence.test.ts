import { expect, test } from 'vitest';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { analysisRoot } from '#domain/analysis/document.ts';
import { linesOf, plantDocument, provide, storedDocument, until } from '../support/documents.ts';
import { Weather } from '../support/bad-network.ts';
import { type Random, randomFrom } from '../support/random.ts';
import { serveSampleRound } from '../support/served-round.ts';

/** Seeds that once found a fault. */
const regressions: readonly number[] = [];
const isLong = process.env.LONG === '1';
const seeds = [...regressions, ...Array.from({ length: isLong ? 500 : 50 }, (_, index) => index + 1)];
const steps = isLong ? 300 : 120;

const { db, round, server } = await serveSampleRound();

test.each(seeds)(
  'four people with a bad network end up with the same text (seed %i)',
  { timeout: 40_000 },
  async (seed) => {
    const random = randomFrom(seed);
    const weather = new Weather(random);
    const documentId = await plantDocument(db, round.roundId, ['Anfang']);
    const { coordination, jugendhilfeplanung, behindertenbeirat, moderation } = round.people;
    const peers = [coordination, jugendhilfeplanung, behindertenbeirat, moderation].map(({ personId }) => {
      const provider = provide(server.url, documentId, personId, weather.socketOf(personId));
      provider.maxBackoffTime = 20;
      return provider;
    });
    try {
      await until(() => peers.every(({ synced }) => synced));
      weather.isBad = true;
      for (let step = 0; step < steps; step += 1) {
        edit(random.pick(peers).doc, random);
        if (random.chance(0.02)) weather.cut(random.pick(peers));
        if (random.chance(0.3)) await weather.turn();
      }
      weather.clear();
      await heal(peers);
      await until(
        async () => agree([...peers.map(({ doc }) => doc), await storedDocument(db, documentId)]),
        15_000,
        20,
      );
      const stored = await storedDocument(db, documentId);
      expect([stored.store.pendingStructs, stored.store.pendingDs]).toEqual([null, null]);
      for (const { doc } of peers) expect(lettersOf(doc)).toEqual(lettersOf(stored));
    } finally {
      peers.forEach((provider) => provider.destroy());
    }
  },
);

/** Everybody dials anew, on a network that loses nothing. */
async function heal(peers: readonly WebsocketProvider[]): Promise<void> {
  for (const provider of peers) {
    provider.disconnect();
    provider.connect();
  }
  await until(() => peers.every(({ synced }) => synced), 15_000);
}

/** The same letters from the same edits. */
function agree(docs: readonly Y.Doc[]): boolean {
  const clocks = (doc: Y.Doc) =>
    [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([one], [other]) => one - other);
  return new Set(docs.map((doc) => JSON.stringify([clocks(doc), lettersOf(doc)]))).size === 1;
}

/** Without marks: Yjs clears needless ones away in each copy by itself, and where they overlap not alike. */
const lettersOf = (doc: Y.Doc) => linesOf(doc).map((line) => line.replaceAll(/<\/?bold>/g, ''));

/** One edit as people make them: letters, a mark, a new paragraph, a deletion; sometimes a few of them at once. */
function edit(doc: Y.Doc, random: Random): void {
  doc.transact(() => {
    for (let count = random.chance(0.1) ? 4 : 1; count > 0; count -= 1) editOnce(doc, random);
  });
}

function editOnce(doc: Y.Doc, random: Random): void {
  const section = doc.getXmlFragment(analysisRoot).get(random.below(3)) as Y.XmlElement;
  const kind = random.next();
  if (section.length === 0 || kind < 0.15) {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText(word(random))]);
    return section.insert(random.below(section.length + 1), [paragraph]);
  }
  const at = random.below(section.length);
  if (kind < 0.2) return section.delete(at, 1);
  const text = (section.get(at) as Y.XmlElement).get(0);
  if (!(text instanceof Y.XmlText)) return;
  const length = random.below(text.length + 1);
  const [from, to] = [betweenLetters(text, random.below(length + 1)), betweenLetters(text, length)];
  if (kind < 0.4) return text.delete(from, betweenLetters(text, Math.min(to, from + 8)) - from);
  if (kind < 0.5) return text.format(0, to, { bold: random.chance(0.5) ? {} : null });
  text.insert(from, word(random));
}

/** The same place, or the next one where no letter is cut in two: editors never do that, and Yjs does not survive it. */
function betweenLetters(text: Y.XmlText, at: number): number {
  const parts = text.toDelta() as { insert: string }[];
  const letters = parts.map(({ insert }) => insert).join('');
  return /[\uDC00-\uDFFF]/.test(letters.charAt(at)) ? at + 1 : at;
}

const word = (random: Random) => random.pick(['Stadtteil ', 'ä', 'Kinder und Jugendliche ', '👩‍👧 ', 'x', '1. ']);

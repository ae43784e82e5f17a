import * as Y from 'yjs';
import { sectionKeys, type SectionKey } from '#domain/analysis/analysis.ts';
import { analysisRoot } from '#domain/analysis/document.ts';
import { boardRoot, firstPositions, type Orderable, orderEntry } from '#domain/prioritisation/board.ts';

/**
 * The first update of an analysis' document: seven sections in their order, each with the given paragraphs as plain
 * text, or one empty paragraph. Seed once, in the transaction that creates the analysis: a second seed doubles the text.
 */
export function analysisSeed(sections: Partial<Record<SectionKey, string[]>>): Uint8Array {
  const doc = new Y.Doc();
  doc.getXmlFragment(analysisRoot).insert(
    0,
    sectionKeys.map((key) => sectionOf(key, sections[key] ?? [])),
  );
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

function sectionOf(key: SectionKey, paragraphs: readonly string[]): Y.XmlElement {
  const section = new Y.XmlElement('section');
  section.setAttribute('key', key);
  section.insert(0, (paragraphs.length === 0 ? [''] : paragraphs).map(paragraphOf));
  return section;
}

function paragraphOf(text: string): Y.XmlElement {
  const paragraph = new Y.XmlElement('paragraph');
  // Also where it is empty: two people who begin there at once would otherwise each make a text of their own.
  paragraph.insert(0, [new Y.XmlText(text)]);
  return paragraph;
}

/** The first update of a priority board: the measures in the order of their keys. */
export function boardSeed(measures: readonly Orderable[]): Uint8Array {
  const doc = new Y.Doc();
  const board = doc.getMap(boardRoot);
  doc.transact(() => firstPositions(measures).forEach(([id, position]) => board.set(orderEntry(id), position)));
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

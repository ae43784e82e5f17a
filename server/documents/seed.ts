import type * as v from 'valibot';
import * as Y from 'yjs';
import { boardRoot, type BoardValue } from '#domain/prioritisation/board.ts';
import { type SectionKey, sectionsOf, type TextKind } from '#domain/sections.ts';

/** Paragraphs as plain text, by section. */
export type Paragraphs<Kind extends TextKind> = { readonly [Key in SectionKey<Kind>]?: readonly string[] | undefined };

/**
 * The first update of a text: its sections in their order, each with the given paragraphs, or one empty paragraph. Seed
 * once, in the transaction that creates what the text belongs to: a second seed doubles the text.
 */
export function textSeed<Kind extends TextKind>(kind: Kind, sections: Paragraphs<Kind>): Uint8Array {
  const doc = new Y.Doc();
  const keys: readonly SectionKey<Kind>[] = sectionsOf[kind];
  doc.getXmlFragment(kind).insert(
    0,
    keys.map((key) => sectionOf(key, sections[key] ?? [])),
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

/** What a board begins with: entries by their names. */
export type BoardEntries = readonly (readonly [string, v.InferOutput<typeof BoardValue>])[];

/** The first update of a priority board. */
export function boardSeed(entries: BoardEntries): Uint8Array {
  const doc = new Y.Doc();
  const board = doc.getMap(boardRoot);
  doc.transact(() => entries.forEach(([name, value]) => board.set(name, value)));
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

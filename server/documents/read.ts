import * as Y from 'yjs';
import type { DocumentId } from '#domain/ids.ts';
import { type SectionKey, sectionsOf, type TextKind } from '#domain/sections.ts';
import type { Queries } from '../database/database.ts';
import { readDocuments, storedDocument } from './store.ts';

/** The paragraphs of every section, without their form. An item of a list begins with "– ". */
export type PlainText<Kind extends TextKind> = ReadonlyMap<SectionKey<Kind>, readonly string[]>;

/** What is stored of these texts, as plain paragraphs: for print, export, and wherever nobody writes. */
export async function readTexts<Kind extends TextKind>(
  db: Queries,
  kind: Kind,
  ids: readonly DocumentId[],
): Promise<Map<DocumentId, PlainText<Kind>>> {
  if (ids.length === 0) return new Map();
  const records = await db
    .selectFrom('document')
    .select(['id', 'round_id as roundId', 'kind', 'epoch', 'schema_version as schemaVersion', 'shut as isShut'])
    .where('id', 'in', ids)
    .where('kind', '=', kind)
    .execute();
  const parts = await readDocuments(db, ids);
  return new Map(
    records.map((record) => {
      const { snapshot, updates } = storedDocument(record, parts.get(record.id) ?? []);
      return [record.id, plainTextIn(kind, [snapshot.bytes, ...updates])];
    }),
  );
}

function plainTextIn<Kind extends TextKind>(kind: Kind, updates: readonly Uint8Array[]): PlainText<Kind> {
  const doc = new Y.Doc();
  doc.transact(() => updates.forEach((bytes) => Y.applyUpdate(doc, bytes)));
  const sections = elementsIn(doc.getXmlFragment(kind));
  const keys: readonly SectionKey<Kind>[] = sectionsOf[kind];
  const text = new Map(
    keys.map((key) => [
      key,
      sections.filter((section) => section.getAttribute('key') === key).flatMap((section) => linesIn(section)),
    ]),
  );
  doc.destroy();
  return text;
}

/** One line for each block; what is empty is left out. */
const linesIn = (parent: Y.XmlFragment, mark = ''): string[] =>
  elementsIn(parent).flatMap((block) => {
    if (block.nodeName === 'bulletList' || block.nodeName === 'orderedList')
      return elementsIn(block).flatMap((item) => linesIn(item, '– '));
    const words = wordsIn(block).trim();
    return words === '' ? [] : [`${mark}${words}`];
  });

const elementsIn = (parent: Y.XmlFragment): Y.XmlElement[] =>
  parent.toArray().filter((child) => child instanceof Y.XmlElement);

const wordsIn = (block: Y.XmlElement): string =>
  block
    .toArray()
    .map((child) => {
      if (!(child instanceof Y.XmlText)) return '\n';
      const runs = child.toDelta() as readonly { insert?: unknown }[];
      return runs.map(({ insert }) => (typeof insert === 'string' ? insert : '')).join('');
    })
    .join('');

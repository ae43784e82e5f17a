import * as v from 'valibot';
import * as Y from 'yjs';
import { largestFrame } from '#domain/analysis/document.ts';
import { boardEntryName, boardRoot, BoardValue } from '#domain/prioritisation/board.ts';
import type { TextKind } from '#domain/sections.ts';

/** What a kind of document may hold. `null` leaves it open. */
export type ContentRules = {
  readonly root: string | null;
  readonly elements: ReadonlySet<string> | null;
  readonly marks: RegExp | null;
  /** So many windows may one person have on one document; a further one closes the oldest, which is likely dead. */
  readonly windows: number;
  /** Where the root is a map of small values, and nothing else: what its entries are called and may hold. */
  readonly entries?: { readonly names: RegExp; readonly values: v.GenericSchema };
};

/** Texts in sections: what their editor knows (src/lib/analysis/editor/schema.ts), and no more. */
const sectionedText = (kind: TextKind): ContentRules => ({
  root: kind,
  elements: new Set(['section', 'paragraph', 'heading', 'bulletList', 'orderedList', 'listItem', 'hardBreak']),
  // Where two marks of a kind meet, y-tiptap tells them apart by what follows the dashes.
  marks: /^(bold|italic|link)(--.+)?$/,
  windows: 10,
});

/** The kinds of documents. */
export const documentKinds: Readonly<Record<string, ContentRules>> = {
  analysis: sectionedText('analysis'),
  measure: sectionedText('measure'),
  // Positions, points and cut lines of the priority board.
  board: {
    root: boardRoot,
    elements: new Set(),
    marks: /^$/,
    windows: 10,
    entries: { names: boardEntryName, values: BoardValue },
  },
};

export type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];

/** No person types this much; clocks beyond it are there to shut others out. */
const farthestClock = 2 ** 32;

/** Whether somebody can have written this: of a possible length, in the document's root, no document in the document. */
export function isPlausible(struct: Struct, { root, entries }: ContentRules): boolean {
  const { id, length } = struct;
  if (length < 1 || length > largestFrame || id.clock + length > farthestClock) return false;
  if (!(struct instanceof Y.Item)) return true;
  if (struct.content instanceof Y.ContentDoc) return false;
  const parent: unknown = struct.parent;
  if (root !== null && typeof parent === 'string' && parent !== root) return false;
  return entries === undefined || isEntry(struct, entries.names);
}

/** What has a neighbour is named like it, so only the first of a name says it; nothing can be inside of an entry. */
function isEntry({ parent, parentSub }: Y.Item, names: RegExp): boolean {
  const said: unknown = parent;
  return said === null || (typeof said === 'string' && parentSub !== null && names.test(parentSub));
}

/** Whether the editor knows what this adds; what it does not know it would delete, for everybody. */
export function isKnownContent(struct: Struct, { elements, marks, entries }: ContentRules): boolean {
  if (!(struct instanceof Y.Item)) return true;
  const { content } = struct;
  if (entries !== undefined)
    return content instanceof Y.ContentAny
      ? content.arr.length === 1 && v.is(entries.values, content.arr[0])
      : content instanceof Y.ContentDeleted;
  if (content instanceof Y.ContentType) return elements === null || isKnownType(content.type, elements);
  if (content instanceof Y.ContentFormat) return marks === null || marks.test(content.key);
  return elements === null || !(content instanceof Y.ContentEmbed || content instanceof Y.ContentBinary);
}

function isKnownType(type: unknown, elements: ReadonlySet<string>): boolean {
  if (type instanceof Y.XmlElement) return type.constructor === Y.XmlElement && elements.has(type.nodeName);
  return type instanceof Y.XmlText;
}

import { getSchema } from '@tiptap/core';
import { type Node } from '@tiptap/pm/model';
import { EditorState, TextSelection } from '@tiptap/pm/state';
import { sectionsOf } from '#domain/sections.ts';
import { textExtensions } from '../../src/lib/analysis/editor/schema.ts';
import { sectionsStay } from '../../src/lib/analysis/editor/section-guard.ts';

export const schema = getSchema(textExtensions);

export const paragraph = (text: string): Node => schema.node('paragraph', null, text === '' ? [] : [schema.text(text)]);

/** A text with these paragraphs in its sections, by position; the others have one empty paragraph. */
export function textOf(...sections: string[][]): Node {
  const nodes = sectionsOf.analysis.map((key, at) =>
    schema.node('section', { key }, (sections[at] ?? ['']).map(paragraph)),
  );
  return schema.node('doc', null, nodes);
}

/** An editor's state on that text, guarded as in the product. */
export const stateOf = (doc: Node): EditorState => EditorState.create({ doc, plugins: [sectionsStay()] });

/** The same state with the text from `start` to the end of `end` selected. */
export function selecting(state: EditorState, start: string, end: string): EditorState {
  return state.apply(
    state.tr.setSelection(
      TextSelection.create(state.doc, placeOf(state.doc, start), placeOf(state.doc, end) + end.length),
    ),
  );
}

/** Where a piece of text begins. */
export function placeOf(doc: Node, text: string): number {
  let place = -1;
  doc.descendants((node, at) => {
    const index = node.isText ? (node.text ?? '').indexOf(text) : -1;
    if (index >= 0) place = at + index;
  });
  return place;
}

/** The text of each section, paragraphs parted by a stroke. */
export const linesOf = (doc: Node): string[] =>
  doc.children.map((section) => section.children.map((block) => block.textContent).join('|'));

export const keysOf = (doc: Node): string[] => doc.children.map(({ attrs }) => String(attrs.key));

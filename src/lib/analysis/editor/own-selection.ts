import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state';
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap';
import * as Y from 'yjs';

/** What y-tiptap keeps beside the editor's state: the shared text, and which of its parts is which node. */
export type Binding = {
  doc: Y.Doc;
  type: Y.XmlFragment;
  binding: { mapping: Map<Y.AbstractType<unknown>, never> } | null;
};

/** The binding of an editor's state. */
export const bindingOf = (state: EditorState): Binding => ySyncPluginKey.getState(state) as Binding;

/** A selection as places in the shared text, which move with the letters round them. */
export type Kept = { readonly anchor: Y.RelativePosition; readonly head: Y.RelativePosition };

/** Notes where the selection is. Null where it is not in text. */
export function keepSelection(state: EditorState): Kept | null {
  const { type, binding } = bindingOf(state);
  if (binding === null || !(state.selection instanceof TextSelection)) return null;
  const place = (at: number): Y.RelativePosition =>
    absolutePositionToRelativePosition(at, type, binding.mapping) as Y.RelativePosition;
  return { anchor: place(state.selection.anchor), head: place(state.selection.head) };
}

/**
 * Puts the selection back where its letters are now. y-tiptap 3.0.9 does so too, but takes every change to the text
 * round the caret for a misreading and then keeps the old offset: the caret would slip whenever others write before it.
 * A place whose letters are gone with their block is left to y-tiptap's guess.
 */
export function restoreSelection(tr: Transaction, state: EditorState, kept: Kept): void {
  const anchor = placeNow(state, kept.anchor);
  const head = placeNow(state, kept.head);
  if (anchor === null || head === null || Math.max(anchor, head) > tr.doc.content.size) return;
  tr.setSelection(TextSelection.between(tr.doc.resolve(anchor), tr.doc.resolve(head)));
}

function placeNow(state: EditorState, place: Y.RelativePosition): number | null {
  const { doc, type, binding } = bindingOf(state);
  const found = Y.createAbsolutePositionFromRelativePosition(place, doc);
  if (binding === null || !(found?.type instanceof Y.XmlText)) return null;
  return relativePositionToAbsolutePosition(doc, type, place, binding.mapping);
}

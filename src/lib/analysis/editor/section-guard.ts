import { Extension } from '@tiptap/core';
import { setBlockType } from '@tiptap/pm/commands';
import type { Node as TextNode } from '@tiptap/pm/model';
import { liftListItem } from '@tiptap/pm/schema-list';
import { AllSelection, type EditorState, Plugin, Selection, TextSelection, type Transaction } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { ySyncPluginKey } from '@tiptap/y-tiptap';

const keysOf = (doc: TextNode): string =>
  JSON.stringify(doc.children.map(({ type, attrs }) => [type.name, String(attrs.key)]));

/** Whether a transaction brings what somebody else wrote (or an undo, which goes the same way). */
export const isFromYjs = (tr: Transaction): boolean => {
  const meta = tr.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean } | undefined;
  return meta?.isChangeOrigin === true;
};

/** Whether a local change leaves number, order and keys of the sections as they are. */
export const keepsSections = (tr: Transaction): boolean => !tr.docChanged || keysOf(tr.before) === keysOf(tr.doc);

/** Whether the selection reaches from one section into another. */
export const crossesSections = ({ selection: { $from, $to } }: EditorState): boolean =>
  $from.depth === 0 || $to.depth === 0 || $from.index(0) !== $to.index(0);

/** Empties what is selected, section by section, so that all of them stay. The caret ends where the selection began. */
export function clearSelected(state: EditorState): Transaction {
  const { from, to } = state.selection;
  const { tr } = state;
  state.doc.forEach((section, offset) => {
    const start = offset + 1;
    const end = start + section.content.size;
    if (section.childCount === 0 || to <= start || from >= end) return;
    const first = Selection.near(state.doc.resolve(Math.max(from, start)), 1).from;
    const last = Selection.near(state.doc.resolve(Math.min(to, end)), -1).to;
    const whole =
      first <= Selection.near(state.doc.resolve(start), 1).from &&
      last >= Selection.near(state.doc.resolve(end), -1).to;
    if (whole) tr.replaceWith(tr.mapping.map(start), tr.mapping.map(end), emptyParagraph(state));
    else tr.delete(tr.mapping.map(first), tr.mapping.map(last));
  });
  return tr.setSelection(Selection.near(tr.doc.resolve(tr.mapping.map(from, -1)), 1)).scrollIntoView();
}

const emptyParagraph = ({ schema }: EditorState): TextNode => {
  const { paragraph } = schema.nodes;
  if (paragraph === undefined) throw new Error('the schema has no paragraph');
  return paragraph.create();
};

/** Gives every empty section a paragraph to write in; null where there is none. */
export function fillEmptySections(state: EditorState): Transaction | null {
  const { tr } = state;
  state.doc.forEach((section, offset) => {
    if (section.childCount === 0) tr.insert(tr.mapping.map(offset + 1), emptyParagraph(state));
  });
  return tr.docChanged ? tr : null;
}

/** The rule itself: a local change that touches the row of sections does not happen. */
export const sectionsStay = (): Plugin =>
  new Plugin({
    filterTransaction: (tr) => isFromYjs(tr) || keepsSections(tr),
    appendTransaction: (transactions, _before, state) =>
      transactions.some((tr) => tr.docChanged && !isFromYjs(tr)) ? fillEmptySections(state) : null,
  });

/** The whole of a section first, all sections at the second press. */
function selectSection(state: EditorState): Transaction {
  const { $from, from, to } = state.selection;
  if ($from.depth === 0 || crossesSections(state)) return state.tr.setSelection(new AllSelection(state.doc));
  const first = Selection.near(state.doc.resolve($from.start(1)), 1).from;
  const last = Selection.near(state.doc.resolve($from.end(1)), -1).to;
  if (from <= first && to >= last) return state.tr.setSelection(new AllSelection(state.doc));
  return state.tr.setSelection(TextSelection.create(state.doc, first, last));
}

/** Whether the caret stands at the very edge of its section, where deleting would reach for the heading or the next one. */
function atEdge({ doc, selection }: EditorState, side: 'start' | 'end'): boolean {
  const { $head, empty } = selection;
  if (!empty || $head.depth === 0) return false;
  return side === 'start'
    ? $head.pos <= Selection.near(doc.resolve($head.start(1)), 1).from
    : $head.pos >= Selection.near(doc.resolve($head.end(1)), -1).to;
}

/**
 * Keeps the sections of a text. What would break them is turned into what the person can mean: deleting, cutting,
 * typing or pasting over several sections empties the selected text in each.
 */
export const SectionGuard = Extension.create({
  name: 'sectionGuard',
  priority: 2000,
  addProseMirrorPlugins: () => [sectionsStay(), overSections()],
  dispatchTransaction({ transaction, next }) {
    const { state } = this.editor;
    if (isFromYjs(transaction) || keepsSections(transaction)) return next(transaction);
    // A drop both takes and puts: half of it would lose text.
    if (crossesSections(state) && transaction.getMeta('uiEvent') !== 'drop') next(clearSelected(state));
  },
  addKeyboardShortcuts() {
    const { editor } = this;
    return {
      'Mod-a': () => {
        editor.view.dispatch(selectSection(editor.state));
        return true;
      },
    };
  },
});

/** At the start of a section there is nothing to join with: a heading becomes a paragraph, a list item leaves its list. */
function giveUpForm({ state, dispatch }: EditorView): void {
  const { listItem, paragraph } = state.schema.nodes;
  if (listItem !== undefined && state.selection.$head.depth > 2) liftListItem(listItem)(state, dispatch);
  else if (paragraph !== undefined) setBlockType(paragraph)(state, dispatch);
}

/** Typing, pasting and composing over several sections, and deleting natively (phones) at the edge of one. */
const overSections = (): Plugin =>
  new Plugin({
    props: {
      handleTextInput(view, _from, _to, text) {
        if (!crossesSections(view.state)) return false;
        const tr = clearSelected(view.state);
        view.dispatch(tr.insertText(text));
        return true;
      },
      handlePaste(view) {
        if (crossesSections(view.state)) view.dispatch(clearSelected(view.state));
        return false;
      },
      handleDOMEvents: {
        compositionstart(view) {
          if (crossesSections(view.state)) view.dispatch(clearSelected(view.state));
          return false;
        },
        beforeinput(view, event) {
          const direction = /^delete.*(Backward|Forward)$/.exec(event.inputType)?.[1];
          if (direction === undefined || !atEdge(view.state, direction === 'Backward' ? 'start' : 'end')) return false;
          event.preventDefault();
          if (direction === 'Backward') giveUpForm(view);
          return true;
        },
      },
    },
  });

import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import type { Transaction as SharedChange } from 'yjs';
import { bindingOf, keepSelection, type Kept, restoreSelection } from './own-selection.ts';
import { fillEmptySections, isFromYjs } from './section-guard.ts';

type SyncMeta = { isChangeOrigin?: boolean; isUndoRedoOperation?: boolean } | undefined;
type Storage = { kept: Kept | null };

/** What others write leaves my caret between its letters, my chosen form and my place on the page as they are. */
export const RemoteStaysQuiet = Extension.create<Record<string, never>, Storage>({
  name: 'remoteStaysQuiet',
  addStorage: () => ({ kept: null }),
  dispatchTransaction({ transaction, next }) {
    const { kept } = this.storage;
    const isUndo = (transaction.getMeta(ySyncPluginKey) as SyncMeta)?.isUndoRedoOperation === true;
    if (isFromYjs(transaction) && !isUndo) {
      if (kept !== null) restoreSelection(transaction, this.editor.state, kept);
      transaction.setStoredMarks(this.editor.state.storedMarks);
    }
    next(transaction);
  },
  addProseMirrorPlugins() {
    const { storage } = this;
    return [
      noScrolling(),
      new Plugin({ view: (view) => keepWhileOthersWrite(view, storage) }),
      new Plugin({ view: fillGaps }),
    ];
  },
});

/** y-tiptap asks for scrolling with every remote change. */
const noScrolling = (): Plugin =>
  new Plugin({
    props: {
      handleScrollToSelection(view) {
        const sync = ySyncPluginKey.getState(view.state) as SyncMeta;
        return sync?.isChangeOrigin === true && sync.isUndoRedoOperation !== true;
      },
    },
  });

function keepWhileOthersWrite(view: EditorView, storage: Storage): { destroy: () => void } {
  const { doc } = bindingOf(view.state);
  const keep = (change: SharedChange): void => {
    if (change.origin !== ySyncPluginKey) storage.kept ??= keepSelection(view.state);
  };
  const forget = (): void => {
    storage.kept = null;
  };
  doc.on('beforeTransaction', keep);
  doc.on('afterAllTransactions', forget);
  return {
    destroy: () => {
      doc.off('beforeTransaction', keep);
      doc.off('afterAllTransactions', forget);
    },
  };
}

/** Where two edits together have left a section without a paragraph, somebody puts one back. */
function fillGaps(): { update: (view: EditorView) => void; destroy: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    update(view) {
      const isEmpty = view.editable && view.state.doc.children.some((section) => section.childCount === 0);
      if (!isEmpty || timer !== undefined) return;
      // Everybody sees the same gap: whoever wakes up first fills it, so that it is filled once.
      timer = setTimeout(() => {
        timer = undefined;
        const tr = view.isDestroyed ? null : fillEmptySections(view.state);
        if (tr !== null) view.dispatch(tr.setMeta('addToHistory', false));
      }, Math.random() * 1500);
    },
    destroy: () => clearTimeout(timer),
  };
}

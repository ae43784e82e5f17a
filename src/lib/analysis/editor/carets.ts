import { Extension } from '@tiptap/core';
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import { relativePositionToAbsolutePosition, ySyncPluginKey } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { bindingOf, keepSelection, type Kept } from './own-selection.ts';
import { isFromYjs } from './section-guard.ts';
import { caretOf, type RemoteCaret, type Writer } from './writers.ts';

/** One's own caret is told to others at most this often, in ms. The server takes ten a second. */
const tellEvery = 120;

type Place = RemoteCaret['anchor'];
const carets = new PluginKey<DecorationSet>('carets');

/**
 * Shows where others write and tells others where oneself does. Instead of Tiptap's extension, which colours by style
 * attribute, answers every remote key stroke with an awareness message, and breaks on a malformed one.
 */
export const Carets = Extension.create<{ awareness: Awareness | null }>({
  name: 'carets',
  priority: 999,
  addOptions: () => ({ awareness: null }),
  addProseMirrorPlugins() {
    const { awareness } = this.options;
    return awareness === null ? [] : [caretPlugin(awareness)];
  },
});

const caretPlugin = (awareness: Awareness): Plugin<DecorationSet> =>
  new Plugin({
    key: carets,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, shown, _before, state) =>
        tr.getMeta(carets) === 'moved' || isFromYjs(tr) ? draw(state, awareness) : shown.map(tr.mapping, tr.doc),
    },
    props: { decorations: (state) => carets.getState(state) },
    view: (view) => {
      const mine = new OwnCaret(view, awareness);
      const redraw = soon(() => {
        if (view.isDestroyed) return;
        // Without the second word y-tiptap takes this for the end of one's own typing, and undo would go letter by letter.
        view.dispatch(view.state.tr.setMeta(carets, 'moved').setMeta(ySyncPluginKey, { addToHistory: true }));
      });
      const others = (changed: { added: number[]; updated: number[]; removed: number[] }): void => {
        const ids = [...changed.added, ...changed.updated, ...changed.removed];
        if (ids.some((id) => id !== awareness.clientID)) redraw.start();
      };
      awareness.on('change', others);
      redraw.start();
      return {
        update: () => mine.tell(),
        destroy: () => {
          awareness.off('change', others);
          redraw.stop();
          mine.leave();
        },
      };
    },
  });

/** Draws every remote caret: flag and line at its head, tint on its selection, bar at its block, name at its section. */
function draw(state: EditorState, awareness: Awareness): DecorationSet {
  const found: Decoration[] = [];
  const bySection = new Map<number, Writer[]>();
  for (const [client, remote] of awareness.getStates()) {
    const caret = client === awareness.clientID ? null : caretOf(remote);
    const anchor = caret && resolve(state, caret.anchor);
    const head = caret && resolve(state, caret.head);
    if (caret === null || anchor === null || head === null) continue;
    const { writer } = caret;
    const key = `${client} ${writer.initials} ${writer.tone}`;
    found.push(Decoration.widget(head, () => flag(writer), { key, side: 10, ignoreSelection: true }));
    if (anchor !== head) {
      const tint = { class: `remote-selection p${writer.tone}` };
      found.push(Decoration.inline(Math.min(anchor, head), Math.max(anchor, head), tint));
    }
    const $head = state.doc.resolve(head);
    if ($head.depth < 2) continue;
    found.push(Decoration.node($head.before(2), $head.after(2), { class: `by p${writer.tone}` }));
    bySection.set($head.before(1), [...(bySection.get($head.before(1)) ?? []), writer]);
  }
  for (const [at, writers] of bySection) {
    const size = state.doc.nodeAt(at)?.nodeSize ?? 0;
    found.push(Decoration.node(at, at + size, {}, { writers }));
  }
  return DecorationSet.create(state.doc, found);
}

function resolve(state: EditorState, place: Place): number | null {
  const { doc, type, binding } = bindingOf(state);
  if (binding === null) return null;
  const at = relativePositionToAbsolutePosition(doc, type, Y.createRelativePositionFromJSON(place), binding.mapping);
  return at === null || at < 0 || at > state.doc.content.size ? null : at;
}

function flag({ initials, tone }: Writer): HTMLElement {
  const caret = document.createElement('span');
  caret.className = `caret p${tone}`;
  caret.setAttribute('aria-hidden', 'true');
  caret.append(document.createElement('span'));
  caret.firstElementChild?.append(initials);
  return caret;
}

/** Tells others where one's own caret is: while the text has the focus and may be written, otherwise nowhere. */
class OwnCaret {
  readonly #view: EditorView;
  readonly #awareness: Awareness;
  readonly #later = soon(() => this.#tellNow(), tellEvery);
  #told = 0;

  constructor(view: EditorView, awareness: Awareness) {
    this.#view = view;
    this.#awareness = awareness;
    view.dom.addEventListener('focusin', this.tell);
    view.dom.addEventListener('focusout', this.tell);
  }

  tell = (): void => {
    if (Date.now() - this.#told > tellEvery) this.#tellNow();
    else this.#later.start();
  };

  leave(): void {
    this.#later.stop();
    this.#view.dom.removeEventListener('focusin', this.tell);
    this.#view.dom.removeEventListener('focusout', this.tell);
    this.#say(null);
  }

  #tellNow(): void {
    if (this.#view.isDestroyed) return;
    const mayTell = this.#view.editable && this.#view.hasFocus();
    this.#say(mayTell ? keepSelection(this.#view.state) : null);
  }

  #say(cursor: Kept | null): void {
    const state = this.#awareness.getLocalState();
    // Without a state we have left already; setting a field would bring us back.
    if (state === null || JSON.stringify(state.cursor ?? null) === JSON.stringify(cursor)) return;
    this.#told = Date.now();
    this.#awareness.setLocalStateField('cursor', cursor);
  }
}

/** Runs once after `delay` ms, however often it was started. */
function soon(run: () => void, delay = 0): { start: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const fire = (): void => {
    timer = undefined;
    run();
  };
  return {
    start: () => (timer ??= setTimeout(fire, delay)),
    stop: () => clearTimeout(timer),
  };
}

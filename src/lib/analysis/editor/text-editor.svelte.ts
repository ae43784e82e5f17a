import { Editor, Extension } from '@tiptap/core';
import Collaboration from '@tiptap/extension-collaboration';
import { Plugin } from '@tiptap/pm/state';
import { yUndoPluginKey, yXmlFragmentToProsemirrorJSON } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { TextKind } from '#domain/sections.ts';
import { Carets } from './carets.ts';
import { linkFrom } from './links.ts';
import { OneText } from './one-text.ts';
import { CleanPaste, type PasteNotice } from './paste.ts';
import { plainText } from './plain-text.ts';
import { RemoteStaysQuiet } from './remote-quiet.ts';
import { textExtensions } from './schema.ts';
import { SectionGuard } from './section-guard.ts';

/** What the toolbar shows: which forms the selection has, and whether there is something to undo. */
export type Formatting = {
  readonly bold: boolean;
  readonly italic: boolean;
  readonly heading: boolean;
  readonly subheading: boolean;
  readonly bulletList: boolean;
  readonly orderedList: boolean;
  readonly link: string | null;
  readonly undo: boolean;
  readonly redo: boolean;
};

/** What a tool of the toolbar does, apart from the link, which asks first. */
export type Tool = Exclude<keyof Formatting, 'link'>;

type Options = {
  place: HTMLElement;
  doc: Y.Doc;
  /** Also the name of the text's root in the document. */
  kind: TextKind;
  awareness: Awareness;
  editable: boolean;
  /** Attributes of the text itself: its name and description. */
  attributes: Record<string, string>;
  notify: (notice: PasteNotice) => void;
  /** Alt+F10 was pressed. */
  toToolbar: () => void;
};

const plain: Formatting = {
  bold: false,
  italic: false,
  heading: false,
  subheading: false,
  bulletList: false,
  orderedList: false,
  link: null,
  undo: false,
  redo: false,
};

/** A text, open for writing together with others. Needs a document that has been synced once. */
export class TextEditor {
  readonly #editor: Editor;
  #formatting = $state.raw<Formatting>(plain);
  readonly #attributes: Record<string, string>;
  #editable: boolean;

  constructor({ place, doc, kind, awareness, editable, attributes, notify, toToolbar }: Options) {
    this.#editable = editable;
    this.#attributes = attributes;
    this.#editor = new Editor({
      element: place,
      editable,
      injectCSS: false,
      // The first picture of the text; from then on the shared document speaks.
      content: yXmlFragmentToProsemirrorJSON(doc.getXmlFragment(kind)),
      editorProps: {
        attributes: { ...attributes, ...mannerOf(editable) },
        scrollMargin: clear,
        scrollThreshold: clear,
      },
      extensions: [
        ...textExtensions,
        SectionGuard,
        RemoteStaysQuiet,
        OneText,
        CleanPaste.configure({ notify }),
        Collaboration.configure({ document: doc, field: kind, yUndoOptions: { protectedNodes: blocks } }),
        Carets.configure({ awareness }),
        Keys.configure({ toToolbar }),
      ],
      onTransaction: ({ editor }) => this.#read(editor),
    });
  }

  get formatting(): Formatting {
    return this.#formatting;
  }

  /** The whole text with its headings, for copying it to a safe place. */
  get text(): string {
    return plainText(this.#editor.state.doc);
  }

  /** Applies a form to the selection, or takes it off; undoes and redoes only one's own changes. */
  apply(tool: Tool): void {
    const { commands } = this.#editor;
    const tools: Record<Tool, () => boolean> = {
      bold: () => commands.toggleBold(),
      italic: () => commands.toggleItalic(),
      heading: () => commands.toggleHeading({ level: 3 }),
      subheading: () => commands.toggleHeading({ level: 4 }),
      bulletList: () => commands.toggleBulletList(),
      orderedList: () => commands.toggleOrderedList(),
      undo: () => commands.undo(),
      redo: () => commands.redo(),
    };
    tools[tool]();
  }

  /** Links the selection (or the address itself where nothing is selected). False for an address that may not be a link. */
  link(typed: string): boolean {
    const href = linkFrom(typed);
    if (href === null) return false;
    const { selection } = this.#editor.state;
    const onLink = this.#formatting.link !== null;
    const chain = this.#editor.chain();
    if (selection.empty && !onLink)
      chain
        .insertContent({ type: 'text', text: typed.trim(), marks: [{ type: 'link', attrs: { href } }] })
        .unsetMark('link');
    else chain.extendMarkRange('link').setLink({ href });
    return chain.run();
  }

  /** Takes the link off the text at the caret. */
  unlink(): void {
    this.#editor.chain().extendMarkRange('link').unsetLink().run();
  }

  /** Back into the text, where the caret was, without scrolling. */
  focus(): void {
    this.#editor.view.focus();
  }

  /** Opens or locks the text for writing. */
  allowWriting(editable: boolean): void {
    if (this.#editable === editable) return;
    this.#editable = editable;
    const attributes = { ...this.#attributes, ...mannerOf(editable) };
    this.#editor.setOptions({ editable, editorProps: { ...this.#editor.options.editorProps, attributes } });
  }

  leave(): void {
    this.#editor.destroy();
  }

  #read(editor: Editor): void {
    const history = yUndoPluginKey.getState(editor.state) as { undoManager: Y.UndoManager } | undefined;
    const now: Formatting = {
      bold: editor.isActive('bold'),
      italic: editor.isActive('italic'),
      heading: editor.isActive('heading', { level: 3 }),
      subheading: editor.isActive('heading', { level: 4 }),
      bulletList: editor.isActive('bulletList'),
      orderedList: editor.isActive('orderedList'),
      link: (editor.getAttributes('link').href as string | undefined) ?? null,
      undo: (history?.undoManager.undoStack.length ?? 0) > 0,
      redo: (history?.undoManager.redoStack.length ?? 0) > 0,
    };
    if (JSON.stringify(now) !== JSON.stringify(this.#formatting)) this.#formatting = now;
  }
}

/** What sticky bars may cover while one writes, in px: the caret is scrolled clear of them. */
const clear = {
  /** The toolbar is the lowest of them; a notice pushes it down. */
  get top(): number {
    const toolbar = document.querySelector('[role="toolbar"]')?.getBoundingClientRect();
    return Math.max(160, (toolbar?.bottom ?? 0) + 8);
  },
  bottom: 40,
  left: 0,
  right: 0,
};

const mannerOf = (editable: boolean): Record<string, string> =>
  editable ? { role: 'textbox', 'aria-multiline': 'true' } : { role: 'group' };

/** Undoing keeps a block of ours in which others have written since. */
const blocks = new Set(['paragraph', 'heading', 'listItem', 'bulletList', 'orderedList']);

/** Tab leaves the text, Alt+F10 reaches the toolbar. */
const Keys = Extension.create<{ toToolbar: () => void }>({
  name: 'keys',
  priority: 3000,
  addOptions: () => ({ toToolbar: () => undefined }),
  addKeyboardShortcuts() {
    const { toToolbar } = this.options;
    return {
      'Alt-F10': () => {
        toToolbar();
        return true;
      },
    };
  },
  addProseMirrorPlugins: () => [new Plugin({ props: { handleDOMEvents: { keydown: beforeKey } } })],
});

/** Tab is handled before any keymap sees it, and left to the browser. */
function beforeKey(_view: unknown, event: KeyboardEvent): boolean {
  // The browser tells late where the caret went. Two keys in quick succession (fast typists, switch control, dictation)
  // would work on the old place.
  if (!event.isComposing && event.keyCode !== 229) document.dispatchEvent(new Event('selectionchange'));
  return event.key === 'Tab';
}

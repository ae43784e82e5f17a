import type { Component } from 'svelte';
import type { PersonId } from '#domain/ids.ts';
import type { TextKind } from '#domain/sections.ts';
import type { LiveDocument } from '#lib/live/document.svelte.ts';
import { leaveDocument } from '#lib/live/leave-document.svelte.ts';
import type { SaveState } from '#lib/live/acknowledgement.ts';
import type { EditorExports, EditorProps } from './editor/editor-props.ts';
import type { Lock } from './lock-words.ts';

/** Which text, whether the role may write it, and for whom it is kept on this device: null keeps nothing. */
export type TextToOpen = {
  readonly kind: TextKind;
  readonly documentId: string;
  readonly mayWrite: boolean;
  readonly keptFor: PersonId | null;
};

type EditorComponent = Component<EditorProps, EditorExports>;

/** A shared text as its page holds it: at first nothing, then a connection and an editor, which load apart. */
export class OpenText {
  readonly #text: TextToOpen;
  #live = $state.raw<LiveDocument | null>(null);
  #editor = $state.raw<EditorComponent | null>(null);
  #hasFailed = $state(false);
  #isLeft = false;

  /** `mayWrite` is what the role allows; the server has the last word once it is connected. */
  constructor(text: TextToOpen) {
    this.#text = text;
  }

  /** The connection, as soon as its code is there. */
  get live(): LiveDocument | null {
    return this.#live;
  }

  /** The editor's component, once there is a text to show in it. */
  get editor(): EditorComponent | null {
    return this.#live?.synced === true ? this.#editor : null;
  }

  /** Whether the code could not be loaded. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  get kind(): TextKind {
    return this.#text.kind;
  }

  get mayWrite(): boolean {
    return this.#text.mayWrite;
  }

  /** Whether typing is taken now. */
  get isWritable(): boolean {
    return this.mayWrite && this.#live?.readonly === false && this.lock === null;
  }

  /** Whether nobody writes this text any more, which is nobody's fault. */
  get isShut(): boolean {
    return this.#live?.isShut === true;
  }

  /** Why nothing may be typed although the role allows it; null while it may. */
  get lock(): Lock | null {
    return this.#live?.problem ?? (this.#live?.stalled === true ? 'stalled' : null);
  }

  /** What the save mark shows. */
  get save(): SaveState | 'readonly' {
    const isLocked = !this.mayWrite || this.isShut || (this.#live?.problem ?? null) !== null;
    return isLocked ? 'readonly' : (this.#live?.save ?? 'connecting');
  }

  /** Loads connection and editor, side by side. Browser only. */
  async open(): Promise<void> {
    try {
      const { documentId, mayWrite, keptFor } = this.#text;
      const [{ LiveDocument }, { default: Editor }, store] = await Promise.all([
        import('#lib/live/document.svelte.ts'),
        import('./editor/Editor.svelte'),
        mayWrite && keptFor !== null ? import('#lib/live/offline-store.ts') : null,
      ]);
      if (this.#isLeft) return;
      this.#live = new LiveDocument({
        documentId,
        url: `${location.origin.replace(/^http/, 'ws')}/documents`,
        copy: store && keptFor ? new store.OfflineStore(keptFor, documentId) : undefined,
      });
      this.#editor = Editor;
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }

  /** Leaves the text; what is on its way to the server may still arrive. */
  close(): void {
    this.#isLeft = true;
    if (this.#live !== null) leaveDocument(this.#live);
  }
}

import type { Component } from 'svelte';
import type { LiveDocument } from '#lib/live/document.svelte.ts';
import type { SaveState } from '#lib/live/acknowledgement.ts';
import type { EditorExports, EditorProps } from './editor/editor-props.ts';

type EditorComponent = Component<EditorProps, EditorExports>;

/** The text of an analysis as its page holds it: at first nothing, then a connection and an editor, which load apart. */
export class OpenText {
  readonly #documentId: string;
  readonly #mayWrite: boolean;
  #live = $state.raw<LiveDocument | null>(null);
  #editor = $state.raw<EditorComponent | null>(null);
  #hasFailed = $state(false);
  #isLeft = false;

  /** `mayWrite`: what the role allows; the server has the last word once it is connected. */
  constructor(documentId: string, mayWrite: boolean) {
    this.#documentId = documentId;
    this.#mayWrite = mayWrite;
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

  get mayWrite(): boolean {
    return this.#mayWrite;
  }

  /** Whether typing is taken now. */
  get isWritable(): boolean {
    return this.#mayWrite && this.#live?.readonly === false && this.#live.problem === null;
  }

  /** What the save mark shows. */
  get save(): SaveState | 'readonly' {
    const isLocked = !this.#mayWrite || (this.#live?.problem ?? null) !== null;
    return isLocked ? 'readonly' : (this.#live?.save ?? 'connecting');
  }

  /** Loads connection and editor, side by side. Browser only. */
  async open(): Promise<void> {
    try {
      const [{ LiveDocument }, { default: Editor }] = await Promise.all([
        import('#lib/live/document.svelte.ts'),
        import('./editor/Editor.svelte'),
      ]);
      if (this.#isLeft) return;
      this.#live = new LiveDocument({
        documentId: this.#documentId,
        url: `${location.origin.replace(/^http/, 'ws')}/documents`,
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
    const live = this.#live;
    if (live === null) return;
    if (!live.hasUnsaved || !live.connected) return live.destroy();
    const stop = $effect.root(() => {
      $effect(() => {
        if (live.hasUnsaved && live.connected) return;
        live.destroy();
        stop();
      });
    });
  }
}

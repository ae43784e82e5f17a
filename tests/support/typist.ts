import { LiveDocument } from '../../src/lib/live/document.svelte.ts';
import { linesOf, socketOf, writeLine } from './documents.ts';

/**
 * Somebody who types one line after the other in the product's own document, and remembers which of them the save mark
 * has called saved.
 */
export class Typist {
  readonly live: LiveDocument;
  readonly written: string[] = [];
  saved: readonly string[] = [];
  readonly #name: string;
  readonly #pace: number;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** `pace`: milliseconds between two lines. */
  constructor(name: string, url: string, documentId: string, personId: string, pace = 15) {
    this.#name = name;
    this.#pace = pace;
    globalThis.WebSocket = socketOf(personId);
    this.live = new LiveDocument({ documentId, url });
  }

  /** Types a line every few milliseconds, connected or not. */
  start(): void {
    this.#timer = setInterval(() => this.type(), this.#pace);
  }

  /** Types one line, with more behind its name if there is to be more. */
  type(more = ''): void {
    this.look();
    const line = `${this.#name}-${this.written.length}${more}`;
    this.written.push(line);
    writeLine(this.live.doc, line);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Looks at the save mark: does it say now that everything written so far is stored? */
  look(): boolean {
    if (this.live.save === 'saved') this.saved = [...this.written];
    return this.saved.length === this.written.length;
  }

  get lines(): string[] {
    return linesOf(this.live.doc);
  }
}

import type { PaperStore } from './paper.svelte.ts';

/** What this tab remembers over a reload; undefined where the browser forbids it. */
export function tabStore(): PaperStore | undefined {
  try {
    return globalThis.sessionStorage;
  } catch (error) {
    // Blocked site data: the paper then lasts as long as the page.
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

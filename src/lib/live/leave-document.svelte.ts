import type { LiveDocument } from './document.svelte.ts';

/** Leaves a document; what is on its way to the server may still arrive. May be called while a component is torn down. */
export function leaveDocument(live: LiveDocument): void {
  if (!live.hasUnsaved || !live.connected) return live.destroy();
  // Svelte makes no effect during a teardown, and breaks the page that comes next when asked for one.
  queueMicrotask(() => {
    const stop = $effect.root(() => {
      $effect(() => {
        if (live.hasUnsaved && live.connected) return;
        live.destroy();
        stop();
      });
    });
  });
}

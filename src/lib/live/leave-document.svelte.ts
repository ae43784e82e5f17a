import type { LiveDocument } from './document.svelte.ts';

/** Leaves a document; what is on its way to the server may still arrive. */
export function leaveDocument(live: LiveDocument): void {
  if (!live.hasUnsaved || !live.connected) return live.destroy();
  const stop = $effect.root(() => {
    $effect(() => {
      if (live.hasUnsaved && live.connected) return;
      live.destroy();
      stop();
    });
  });
}

import { onMount } from 'svelte';
import { beforeNavigate } from '$app/navigation';
import { m } from '#lib/paraglide/messages.js';
import type { ShellData } from '#lib/shell/shell.ts';
import { useAnnouncer } from '#lib/ui/announcer.svelte.ts';
import { OpenText, type TextToOpen } from './open-text.svelte.ts';
import { tellConnection } from './tell-connection.svelte.ts';

/**
 * Opens a text for as long as the calling page is shown, says aloud how it is connected, and asks before anybody leaves
 * with words that are not stored. A guest leaves nothing behind on a device that others use as well.
 */
export function holdText(shell: ShellData, text: Omit<TextToOpen, 'keptFor'>): OpenText {
  const held = new OpenText({ ...text, keptFor: shell.guestOf === null ? shell.person.id : null });
  onMount(() => {
    void held.open();
    const reconnect = (): void => held.live?.reconnect();
    addEventListener('offline', reconnect);
    return () => {
      removeEventListener('offline', reconnect);
      held.close();
    };
  });
  tellConnection(held, useAnnouncer());
  beforeNavigate(({ cancel, willUnload }) => {
    if (held.live?.hasUnsaved !== true) return;
    // Inside the product the rest is still sent, as long as there is a connection (see OpenText.close).
    const warning = held.live.isKept ? m.analysis_leave_kept : m.analysis_leave_unsaved;
    if (willUnload || (!held.live.connected && !confirm(warning()))) cancel();
  });
  return held;
}

import type { LiveDocument } from '#lib/live/document.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Announcer } from '#lib/ui/announcer.svelte.ts';

/** Says aloud when the connection has been lost, is back, or is refused for good. Call while a component is made. */
export function tellConnection(live: () => LiveDocument | null, announcer: Announcer): void {
  let wasLost = false;
  $effect(() => {
    const isLost = live()?.offlineLong === true;
    if (isLost && !wasLost) announcer.announce(`${m.analysis_offline_title()}. ${m.analysis_offline_body()}`);
    if (!isLost && wasLost) announcer.announce(m.analysis_back_online());
    wasLost = isLost;
  });
  $effect(() => {
    if (live()?.problem) announcer.announce(m.analysis_locked_title(), { urgent: true });
  });
}

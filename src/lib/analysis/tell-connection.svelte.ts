import { m } from '#lib/paraglide/messages.js';
import type { Announcer } from '#lib/ui/announcer.svelte.ts';
import type { OpenText } from './open-text.svelte.ts';

/** Says aloud: connection lost, back, writing has to stop or cannot begin. Call while a component is made. */
export function tellConnection(text: OpenText, announcer: Announcer): void {
  let wasLost = false;
  $effect(() => {
    const isLost = text.live?.offlineLong === true;
    if (isLost && !wasLost) announcer.announce(`${m.analysis_offline_title()}. ${m.analysis_offline_body()}`);
    if (!isLost && wasLost) announcer.announce(m.analysis_back_online());
    wasLost = isLost;
  });
  $effect(() => {
    if (text.hasFailed) announcer.announce(m.analysis_load_failed(), { urgent: true });
  });
  let wasShut: boolean | undefined;
  $effect(() => {
    if (text.live?.synced !== true || !text.mayWrite) return;
    if (wasShut !== undefined && text.isShut !== wasShut)
      announcer.announce(text.isShut ? m.analysis_shut() : m.analysis_open_again());
    wasShut = text.isShut;
  });
  $effect(() => {
    if (text.lock) announcer.announce(m.analysis_locked_title(), { urgent: true });
  });
}

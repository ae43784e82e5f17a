import type { AgendaItem, SessionView } from '#domain/session/session.ts';
import { deviation } from './rough-time.ts';

/** A line of the agenda as it stands: what is done, what is on, what comes, and how far the done ones were off the plan. */
export type AgendaLine = {
  readonly item: AgendaItem;
  readonly state: 'done' | 'now' | 'later';
  /** Planned minutes; for a done item the ones it took. */
  readonly minutes: number;
  /** Minutes longer (positive) or shorter than planned; 0 unless done. */
  readonly deviation: number;
};

/** The agenda of a session, in its order. */
export function agendaLines(view: SessionView): AgendaLine[] {
  const starts = view.agenda
    .flatMap(({ startedAt }) => (startedAt === null ? [] : [Date.parse(startedAt)]))
    .sort((a, b) => a - b);
  return view.agenda.map((item) => {
    const now = item.id === view.currentItemId && view.status === 'open';
    if (now || item.startedAt === null)
      return { item, state: now ? 'now' : 'later', minutes: item.minutes, deviation: 0 };
    const begun = Date.parse(item.startedAt);
    const endedAt = starts.find((start) => start > begun);
    const off = endedAt === undefined ? 0 : deviation(item, endedAt);
    return { item, state: 'done', minutes: item.minutes + off, deviation: off };
  });
}

/** The item after the current one; the first while none is current; undefined at the end. */
export function nextItem(view: SessionView): AgendaItem | undefined {
  const at = view.agenda.findIndex((item) => item.id === view.currentItemId);
  return view.agenda[at + 1];
}

import type { AgendaItem } from '#domain/session/session.ts';

/** How long an agenda item still has, as people say it: in whole minutes. */
export type RoughTime =
  | { readonly kind: 'left'; readonly minutes: number }
  /** Less than a minute left. */
  | { readonly kind: 'ending' }
  | { readonly kind: 'over'; readonly minutes: number };

const minute = 60_000;

/** Milliseconds until the item's planned end at the server's time `now` (since 1970); null before it has begun. */
export const remainingMs = (item: AgendaItem, now: number): number | null =>
  item.startedAt === null ? null : Date.parse(item.startedAt) + item.minutes * minute - now;

/** Rounds what is left (in ms) to whole minutes: never "0 minutes left", and at most a minute over is still "ending". */
export function roughTime(ms: number): RoughTime {
  if (ms >= minute) return { kind: 'left', minutes: Math.round(ms / minute) };
  if (ms > -minute) return { kind: 'ending' };
  return { kind: 'over', minutes: Math.round(-ms / minute) };
}

/** The moments at which the time is announced. */
export type TimeMark = 'half' | 'two-minutes' | 'end';

/**
 * The last mark passed when the time left fell from `before` to `after` (ms), or null. An item of four minutes or less
 * has no half.
 */
export function markPassed(item: AgendaItem, before: number, after: number): TimeMark | null {
  const passed = (at: number): boolean => before > at && after <= at;
  if (passed(0)) return 'end';
  if (item.minutes > 2 && passed(2 * minute)) return 'two-minutes';
  return item.minutes > 4 && passed((item.minutes * minute) / 2) ? 'half' : null;
}

/** Whole minutes that a finished item took longer (positive) or shorter than planned; `endedAt` in ms since 1970. */
export const deviation = (item: AgendaItem, endedAt: number): number =>
  item.startedAt === null ? 0 : Math.round((endedAt - Date.parse(item.startedAt)) / minute) - item.minutes;

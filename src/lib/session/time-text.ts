import { m } from '#lib/paraglide/messages.js';
import type { RoughTime, TimeMark } from './rough-time.ts';

/** "Jetzt, noch etwa 6 Minuten"; just "Jetzt" where no item runs. */
export function nowText(rough: RoughTime | null): string {
  if (rough === null) return m.session_now();
  if (rough.kind === 'ending') return m.session_now_ending();
  const { minutes } = rough;
  return rough.kind === 'left' ? m.session_now_left({ minutes }) : m.session_now_over({ minutes });
}

const marks: Record<TimeMark, () => string> = {
  half: m.session_mark_half,
  'two-minutes': m.session_mark_two_minutes,
  end: m.session_mark_end,
};

/** What is announced when a mark of the time passes. */
export const markText = (mark: TimeMark): string => marks[mark]();

import { m } from '#lib/paraglide/messages.js';

/** How long before its end a ballot may be announced to end, in seconds; the first is usual. */
export const spans = [30, 60, 120] as const;

/** A length of time in words: "30 Sekunden", "2 Minuten". "75 Sekunden". */
export function spanText(seconds: number): string {
  if (seconds % 60 > 0) return m.prioritisation_seconds({ count: seconds });
  return m.prioritisation_minutes({ count: seconds / 60 });
}

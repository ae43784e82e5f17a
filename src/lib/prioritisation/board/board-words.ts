import { m } from '#lib/paraglide/messages.js';
import { formatNumber, type FormatLocale } from '#lib/ui/format.ts';

/** A number at the beginning of a sentence: a word up to twelve, as a sentence begins better with one. */
export function numberWord(count: number, locale: FormatLocale): string {
  return m.prioritisation_board_words().split(',')[count] ?? formatNumber(count, locale);
}

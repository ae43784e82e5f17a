import type { MeasureSummary } from '#domain/measures/measure.ts';
import { m } from '#lib/paraglide/messages.js';
import { formatNumber, type FormatLocale } from '#lib/ui/format.ts';

/** What a measure costs: "65.000 € im Jahr". */
export function costWords({ costEuros, costKind }: MeasureSummary, locale: FormatLocale): string {
  if (costEuros === null) return `${m.shell_cost()}: ${m.shell_cost_unknown()}`;
  const euros = `${formatNumber(costEuros, locale)}\u00A0€`;
  return costKind === 'yearly' ? m.shell_cost_yearly({ euros }) : m.shell_cost_once({ euros });
}

/** A number at the beginning of a sentence: a word up to twelve, as a sentence begins better with one. */
export function numberWord(count: number, locale: FormatLocale): string {
  return m.prioritisation_board_words().split(',')[count] ?? formatNumber(count, locale);
}

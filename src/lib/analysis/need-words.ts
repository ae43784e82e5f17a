import type { Agreement, Dynamic, NeedLevel } from '#domain/analysis/analysis.ts';
import { m } from '#lib/paraglide/messages.js';

/** How many of the four bars of the gauge a level fills. */
export const needStep = (level: NeedLevel): 1 | 2 | 3 | 4 =>
  (({ 'very-low': 1, low: 2, medium: 3, high: 4 }) as const)[level];

/** "hoch", "mittel", "niedrig", "sehr niedrig". */
export const needWord = (level: NeedLevel): string =>
  ({ 'very-low': m.shell_need_very_low, low: m.shell_need_low, medium: m.shell_need_medium, high: m.shell_need_high })[
    level
  ]();

/** "wird schlechter", "stabil", "wird besser". */
export const dynamicWord = (dynamic: Dynamic): string =>
  ({ worse: m.shell_dynamic_worse, stable: m.shell_dynamic_stable, better: m.shell_dynamic_better })[dynamic]();

/** "einig" or "teils strittig". */
export const agreementWord = (agreement: Agreement): string =>
  ({ agreed: m.shell_agreed, 'partly-contested': m.shell_contested })[agreement]();

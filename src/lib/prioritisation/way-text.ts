import type { Way } from '#domain/prioritisation/recommendation.ts';
import { m } from '#lib/paraglide/messages.js';

/** Which way a measure goes, in words: "Beschlussvorlage". */
export function wayText(way: Way): string {
  const texts = {
    decision: m.result_way_decision,
    report: m.result_way_report,
    budget: m.result_way_budget,
    store: m.result_way_store,
  };
  return texts[way]();
}

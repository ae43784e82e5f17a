import type { BallotOption } from '#domain/prioritisation/ballot.ts';
import type { BallotCount } from '#domain/prioritisation/count.ts';
import type { ResistanceLine } from '#domain/prioritisation/resistance.ts';
import { resistanceLines } from '#domain/prioritisation/result.ts';
import { m } from '#lib/paraglide/messages.js';
import { keepTogether } from '#lib/ui/format.ts';
import { type ClaimWords, listed, tenth, titlesAt } from './result-words.ts';

/** The headline of a ballot on resistance: what meets least of it, and whether anything is better than doing nothing. */
export function resistanceClaim(options: readonly BallotOption[], result: BallotCount): ClaimWords {
  const lines = resistanceLines(result);
  const [best] = lines;
  if (best === undefined || result.voted === 0) return { text: m.prioritisation_claim_nobody(), detail: '' };
  const first = lines.filter(({ rank }) => rank === 1).map(({ id }) => id);
  const passive = options.findIndex(({ measureId }) => measureId === null);
  if (first.length === 1 && best.id === passive)
    return { text: m.result_resistance_passive(), detail: m.result_resistance_passive_detail() };
  const titles = titlesAt(options, first);
  return { text: leastText(titles), detail: [meanText(lines, options), betterText(lines, passive)].join(' ').trim() };
}

function leastText(titles: readonly string[]): string {
  const [only = ''] = titles;
  if (titles.length === 1) return m.result_resistance_leader({ title: keepTogether(only) });
  return titles.length > 3
    ? m.result_resistance_tie_many({ count: titles.length })
    : m.result_resistance_tie({ titles: listed(titles) });
}

function meanText(lines: readonly ResistanceLine<number>[], options: readonly BallotOption[]): string {
  const [best, next] = lines;
  const mean = tenth(best?.mean ?? 0);
  if (next === undefined || next.rank === 1) return m.result_resistance_mean({ mean });
  return m.result_resistance_next({ mean, next: listed(titlesAt(options, [next.id])), nextMean: tenth(next.mean) });
}

function betterText(lines: readonly ResistanceLine<number>[], passive: number): string {
  const nothing = lines.find(({ id }) => id === passive);
  if (nothing === undefined) return '';
  return m.result_resistance_better({
    count: lines.filter(({ sum }) => sum < nothing.sum).length,
    all: lines.length - 1,
  });
}

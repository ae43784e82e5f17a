import type { BallotOption } from '#domain/prioritisation/ballot.ts';
import type { BallotCount } from '#domain/prioritisation/count.ts';
import { headline } from '#domain/prioritisation/headline.ts';
import { type Line, linesOf, weighedResult, winnersOf } from '#domain/prioritisation/result.ts';
import type { RuleOf } from '#domain/prioritisation/rule.ts';
import { tryShifts } from '#domain/prioritisation/weight-shifts.ts';
import { m } from '#lib/paraglide/messages.js';
import { keepTogether } from '#lib/ui/format.ts';
import { type ClaimWords, listed, score, titlesAt } from './result-words.ts';

/** The headline of a weighed ballot: who leads and how safely, and how many are level behind. */
export function weightedClaim(
  rule: RuleOf<'weighted'>,
  options: readonly BallotOption[],
  result: BallotCount,
): ClaimWords {
  const lines = linesOf(rule, result);
  const claim = headline(lines);
  if (claim.kind === 'nobody') return { text: m.result_unrated_claim(), detail: '' };
  if (claim.kind === 'tie') {
    const titles = listed(titlesAt(options, claim.options));
    const text =
      claim.options.length > 3
        ? m.prioritisation_claim_tie_many({ count: claim.options.length })
        : m.prioritisation_claim_tie({ titles });
    return { text, detail: m.result_weighted_each({ score: score(claim.value), titles }) };
  }
  const [leader = ''] = titlesAt(options, [claim.option]).map(keepTogether);
  const ties = tiesBehind(lines);
  const [tied = []] = ties;
  const ahead = aheadText[safetyOf(rule, result)]({ title: leader });
  return {
    text:
      ties.length > 1
        ? m.result_and_ties({ claim: ahead })
        : tied.length > 1
          ? m.result_and_tied({ claim: ahead, count: tied.length })
          : ahead,
    detail: leadText(claim.value, claim.nextValue, titlesAt(options, claim.next)),
  };
}

/** The lines that share a place behind the first, each place on its own, the best place first. */
export const tiesBehind = (lines: readonly Line[]): (readonly Line[])[] =>
  [...Map.groupBy(lines, ({ rank }) => rank)].flatMap(([rank, group]) => (rank > 1 && group.length > 1 ? [group] : []));

/**
 * `safe`: no weights that are five points off, and no single vote less, put anybody else in front. `narrow`: some of the
 * weights do. `plain`: a single vote could.
 */
export type Safety = 'safe' | 'narrow' | 'plain';

/** How safely the first leads. */
export function safetyOf(rule: RuleOf<'weighted'>, result: BallotCount): Safety {
  const trial = tryShifts(rule.criteria, weighedResult(rule, result));
  if (trial !== null && trial.kept < trial.all) return 'narrow';
  const [winner] = winnersOf(linesOf(rule, result));
  const without = result.others.find(({ way }) => way === 'without-one')?.winners;
  const holds = without?.length === 1 && without[0] === winner;
  return trial !== null && holds ? 'safe' : 'plain';
}

const aheadText = {
  safe: m.result_safe,
  narrow: m.result_narrow,
  plain: m.prioritisation_claim_leader,
} as const satisfies Record<Safety, (inputs: { title: string }) => string>;

function leadText(value: number, nextValue: number, next: readonly string[]): string {
  if (next.length === 0) return m.result_weighted_alone({ score: score(value) });
  const words = { score: score(value), lead: score(value - nextValue) };
  if (next.length === 1) return m.result_weighted_lead({ ...words, next: listed(next) });
  const many = next.length > 3 ? m.prioritisation_measures_count({ count: next.length }) : listed(next);
  return m.result_weighted_lead_many({ ...words, next: many });
}

import type { BallotOption } from '#domain/prioritisation/ballot.ts';
import type { BallotCount } from '#domain/prioritisation/count.ts';
import { headline } from '#domain/prioritisation/headline.ts';
import { linesOf } from '#domain/prioritisation/result.ts';
import type { RuleOf } from '#domain/prioritisation/rule.ts';
import { m } from '#lib/paraglide/messages.js';
import { keepTogether } from '#lib/ui/format.ts';
import { type ClaimWords, listed, titlesAt } from './result-words.ts';

/** The headline of a ranking: who beats the others, compared one to one. */
export function rankingClaim(
  rule: RuleOf<'ranking'>,
  options: readonly BallotOption[],
  result: BallotCount,
): ClaimWords {
  const claim = headline(linesOf(rule, result), { zeroCounts: result.voted > 0 });
  if (claim.kind === 'nobody') return { text: m.prioritisation_claim_nobody(), detail: '' };
  if (claim.kind === 'tie') {
    const text =
      claim.options.length > 3
        ? m.prioritisation_claim_tie_many({ count: claim.options.length })
        : m.prioritisation_claim_tie({ titles: listed(titlesAt(options, claim.options)) });
    return { text, detail: m.result_ranking_tie() };
  }
  const [title = ''] = titlesAt(options, [claim.option]);
  const others = options.length - 1;
  return {
    text: m.prioritisation_claim_leader({ title: keepTogether(title) }),
    detail: claim.value === others ? m.result_ranking_all() : m.result_ranking_most({ beats: claim.value, others }),
  };
}

import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { BallotCount } from '#domain/prioritisation/count.ts';
import { type Claim, headline } from '#domain/prioritisation/headline.ts';
import { linesOf } from '#domain/prioritisation/result.ts';
import { m } from '#lib/paraglide/messages.js';
import { keepTogether } from '#lib/ui/format.ts';
import { rankingClaim } from './ranking-claim.ts';
import { resistanceClaim } from './resistance-claim.ts';
import { resolutionClaim } from './resolution-claim.ts';
import { type ClaimWords, listed, titlesAt } from './result-words.ts';
import { weightedClaim } from './weighted-claim.ts';

/** More titles than this are counted instead of named. */
const namedAtMost = 3;

/** What a closed ballot says: "„Lotsenstelle für Alleinerziehende“ liegt vorn". */
export function claimOf({ rule, options, result }: Pick<BallotView, 'rule' | 'options' | 'result'>): ClaimWords {
  if (result === null) return { text: '', detail: '' };
  if (result.withheld !== null) return withheldClaim(result.withheld);
  switch (rule.method) {
    case 'points':
      return pointsClaim(headline(linesOf(rule, result)), (places) => titlesAt(options, places));
    case 'weighted':
      return weightedClaim(rule, options, result);
    case 'resistance':
      return resistanceClaim(options, result);
    case 'ranking':
      return rankingClaim(rule, options, result);
    case 'resolution':
      return resolutionClaim(rule, result);
  }
}

const withheldClaim = (why: NonNullable<BallotCount['withheld']>): ClaimWords =>
  why === 'few'
    ? { text: m.result_few(), detail: m.result_few_detail() }
    : { text: m.result_lost(), detail: m.result_lost_detail() };

function pointsClaim(claim: Claim, titles: (places: readonly number[]) => string[]): ClaimWords {
  if (claim.kind === 'nobody') return { text: m.prioritisation_claim_nobody(), detail: '' };
  if (claim.kind === 'tie') {
    const { options, value: points } = claim;
    const text =
      options.length > namedAtMost
        ? m.prioritisation_claim_tie_many({ count: options.length })
        : m.prioritisation_claim_tie({ titles: listed(titles(options)) });
    return { text, detail: m.prioritisation_claim_each({ points, titles: listed(titles(options)) }) };
  }
  const text = m.prioritisation_claim_leader({ title: keepTogether(titles([claim.option])[0] ?? '') });
  return { text, detail: leadText(claim.value - claim.nextValue, titles(claim.next)) };
}

function leadText(lead: number, next: readonly string[]): string {
  if (next.length === 0) return '';
  if (next.length === 1) return m.prioritisation_claim_lead({ lead, next: listed(next) });
  const many = next.length > namedAtMost ? m.prioritisation_measures_count({ count: next.length }) : listed(next);
  return m.prioritisation_claim_lead_many({ lead, next: many });
}

import type { Claim } from '#domain/prioritisation/headline.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { keepTogether } from '#lib/ui/format.ts';

/** More titles than this are counted instead of named. */
const namedAtMost = 3;

/** The claim as a headline: "„Lotsenstelle für Alleinerziehende“ liegt vorn". */
export function claimText(claim: Claim): string {
  switch (claim.kind) {
    case 'nobody':
      return m.prioritisation_claim_nobody();
    case 'tie':
      return claim.titles.length > namedAtMost
        ? m.prioritisation_claim_tie_many({ count: claim.titles.length })
        : m.prioritisation_claim_tie({ titles: listed(claim.titles) });
    case 'leader':
      return m.prioritisation_claim_leader({ title: keepTogether(claim.title) });
  }
}

/** The sentence after the headline, with the numbers; empty where there is no more to say. */
export function claimDetail(claim: Claim): string {
  if (claim.kind === 'nobody') return '';
  const { points } = claim;
  if (claim.kind === 'tie') return m.prioritisation_claim_each({ points, titles: listed(claim.titles) });
  const { next, lead } = claim;
  if (next.length === 0) return '';
  if (next.length === 1) return m.prioritisation_claim_lead({ lead, next: listed(next) });
  const many = next.length > namedAtMost ? m.prioritisation_measures_count({ count: next.length }) : listed(next);
  return m.prioritisation_claim_lead_many({ lead, next: many });
}

function listed(titles: readonly string[]): string {
  const quoted = titles.map((title) => m.prioritisation_quoted({ title: keepTogether(title) }));
  return new Intl.ListFormat(getLocale(), { type: 'conjunction' }).format(quoted);
}

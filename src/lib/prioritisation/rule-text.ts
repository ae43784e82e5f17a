import type { BallotRule } from '#domain/prioritisation/rule.ts';
import { m } from '#lib/paraglide/messages.js';

/** What voters are told about how to vote, in a sentence or two. */
export function ruleText(rule: BallotRule): string {
  switch (rule.method) {
    case 'points':
      return m.prioritisation_rule({ budget: rule.budget, max: rule.maxPerOption });
    case 'weighted':
      return m.prioritisation_rule_weighted({ count: rule.criteria.length });
    case 'resistance':
      return m.prioritisation_rule_resistance();
    case 'ranking':
      return m.prioritisation_rule_ranking();
    case 'resolution':
      return m.prioritisation_rule_resolution();
  }
}

/** The same for the moderator, who does not vote. */
export const ruleNote = (rule: BallotRule): string =>
  rule.method === 'points'
    ? m.prioritisation_rule_short({ budget: rule.budget, max: rule.maxPerOption })
    : ruleText(rule);

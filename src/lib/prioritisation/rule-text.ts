import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { BallotRule, Method } from '#domain/prioritisation/rule.ts';
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

const phases: Record<Method, () => string> = {
  points: m.prioritisation_phase,
  weighted: m.prioritisation_phase_weighted,
  resistance: m.prioritisation_phase_resistance,
  ranking: m.prioritisation_phase_ranking,
  resolution: m.prioritisation_phase_resolution,
};

/** What is being done while a ballot runs: "Punkte vergeben". */
export const phaseText = (method: Method): string => phases[method]();

/** Which round it is, where it is not the first: "Runde 2, nach der Aussprache". */
export const roundText = ({ round }: Pick<BallotView, 'round'>): string | null =>
  round === 1 ? null : m.prioritisation_round({ round });

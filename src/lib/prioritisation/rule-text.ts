import type { BallotView, Secrecy } from '#domain/prioritisation/ballot.ts';
import type { BallotRule, Method, RuleOf } from '#domain/prioritisation/rule.ts';
import { m } from '#lib/paraglide/messages.js';

/** What voters are told about how to vote, and what it takes, in a sentence or two. */
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
      return `${m.prioritisation_rule_resolution()} ${resolutionText(rule)}`;
  }
}

const majorities: Record<RuleOf<'resolution'>['majority'], () => string> = {
  simple: m.prioritisation_majority_simple,
  absolute: m.prioritisation_majority_absolute,
  'two-thirds': m.prioritisation_majority_two_thirds,
  consensus: m.prioritisation_majority_consensus,
};

/** What a resolution needs: the majority, and how many have to take part. */
export function resolutionText({ majority, quorum }: RuleOf<'resolution'>): string {
  const valid = quorum === 50 ? m.prioritisation_quorum_half() : m.prioritisation_quorum({ quorum });
  return quorum === 0 ? majorities[majority]() : `${majorities[majority]()} ${valid}`;
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

const secrecies: Record<Secrecy, () => string> = {
  open: m.prioritisation_secrecy_open,
  named: m.prioritisation_secrecy_named,
  secret: m.prioritisation_secrecy_secret,
};

/** Who will see a vote, in a word: "verdeckt". */
export const secrecyWord = (secrecy: Secrecy): string => secrecies[secrecy]();

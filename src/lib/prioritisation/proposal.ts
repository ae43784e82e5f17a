import { proposedCriteria } from '#domain/prioritisation/criteria.ts';
import { contentLanguage } from '#domain/round/round.ts';
import { m } from '#lib/paraglide/messages.js';

type Text = typeof m.prioritisation_criterion_urgency;
type Words = { readonly label: Text; readonly question: Text; readonly low: Text; readonly high: Text };

const words: Record<string, Words> = {
  urgency: {
    label: m.prioritisation_criterion_urgency,
    question: m.prioritisation_criterion_urgency_question,
    low: m.prioritisation_criterion_urgency_low,
    high: m.prioritisation_criterion_urgency_high,
  },
  participation: {
    label: m.prioritisation_criterion_participation,
    question: m.prioritisation_criterion_participation_question,
    low: m.prioritisation_criterion_participation_low,
    high: m.prioritisation_criterion_participation_high,
  },
  reach: {
    label: m.prioritisation_criterion_reach,
    question: m.prioritisation_criterion_reach_question,
    low: m.prioritisation_criterion_reach_low,
    high: m.prioritisation_criterion_reach_high,
  },
  equality: {
    label: m.prioritisation_criterion_equality,
    question: m.prioritisation_criterion_equality_question,
    low: m.prioritisation_criterion_equality_low,
    high: m.prioritisation_criterion_equality_high,
  },
  feasibility: {
    label: m.prioritisation_criterion_feasibility,
    question: m.prioritisation_criterion_feasibility_question,
    low: m.prioritisation_criterion_feasibility_low,
    high: m.prioritisation_criterion_feasibility_high,
  },
  resources: {
    label: m.prioritisation_criterion_resources,
    question: m.prioritisation_criterion_resources_question,
    low: m.prioritisation_criterion_resources_low,
    high: m.prioritisation_criterion_resources_high,
  },
  closeness: {
    label: m.prioritisation_criterion_closeness,
    question: m.prioritisation_criterion_closeness_question,
    low: m.prioritisation_criterion_closeness_low,
    high: m.prioritisation_criterion_closeness_high,
  },
};

const inRound = { locale: contentLanguage } as const;

/** The proposed criteria as they are typed into the form: what is opened is text of the round, whatever language its moderator reads. */
export const proposal = () =>
  proposedCriteria.map(({ key, weight }) => ({
    ...{ key, weight: String(weight) },
    label: words[key]?.label({}, inRound) ?? '',
    question: words[key]?.question({}, inRound) ?? '',
    low: words[key]?.low({}, inRound) ?? '',
    high: words[key]?.high({}, inRound) ?? '',
  }));

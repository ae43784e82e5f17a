import type { Roll, Secrecy, Unit } from '#domain/prioritisation/ballot.ts';
import type { ResolutionRule } from '#domain/prioritisation/resolution.ts';
import type { Method } from '#domain/prioritisation/rule.ts';
import { m } from '#lib/paraglide/messages.js';
import { methods } from './draft-fields.ts';
import { hereText, type VotesHere } from './votes-here.ts';

/** A choice in the form: its name, and when it fits or what it means. */
type Choice<Value> = { readonly value: Value; readonly label: string; readonly hint: string };
type Words = readonly [label: () => string, hint: () => string];

const methodWords: Record<Method, Words> = {
  weighted: [m.prioritisation_method_weighted, m.prioritisation_method_weighted_hint],
  points: [m.prioritisation_method_points, m.prioritisation_method_points_hint],
  resistance: [m.prioritisation_method_resistance, m.prioritisation_method_resistance_hint],
  ranking: [m.prioritisation_method_ranking, m.prioritisation_method_ranking_hint],
  resolution: [m.prioritisation_method_resolution, m.prioritisation_method_resolution_hint],
};

const choice = <Value>(value: Value, [label, hint]: Words): Choice<Value> => ({ value, label: label(), hint: hint() });

/** The ways to vote, with when each fits. */
export const methodChoices = (): Choice<Method>[] => methods.map((method) => choice(method, methodWords[method]));

/** Who learns how somebody voted, with what each promises and what it does not. */
export const secrecyChoices = (): Choice<Secrecy>[] => [
  choice('open', [m.prioritisation_form_secrecy_open, m.prioritisation_form_secrecy_open_hint]),
  choice('named', [m.prioritisation_form_secrecy_named, m.prioritisation_form_secrecy_named_hint]),
  choice('secret', [m.prioritisation_form_secrecy_secret, m.prioritisation_form_secrecy_secret_hint]),
];

/** Whose vote it is, with how many votes that makes now. */
export const unitChoices = (votes: Record<Unit, number>): Choice<Unit>[] => [
  choice('person', [m.prioritisation_unit_person, () => m.prioritisation_unit_person_hint({ count: votes.person })]),
  choice('group', [m.prioritisation_unit_group, () => m.prioritisation_unit_group_hint({ count: votes.group })]),
];

/** Who is on the roll, with what that means for those who are gone. */
export const rollChoices = (votes: VotesHere): Choice<Roll>[] => [
  choice('present', [m.prioritisation_roll_present, () => hereText(votes)]),
  choice('entered', [
    m.prioritisation_roll_entered,
    () =>
      votes.gone > 0 ? m.prioritisation_roll_entered_gone({ count: votes.gone }) : m.prioritisation_roll_entered_hint(),
  ]),
];

/** What a resolution may need, in plain words. */
export const majorityChoices = (): Choice<ResolutionRule['majority']>[] => [
  choice('simple', [m.prioritisation_form_majority_simple, m.prioritisation_form_majority_simple_hint]),
  choice('absolute', [m.prioritisation_form_majority_absolute, m.prioritisation_form_majority_absolute_hint]),
  choice('two-thirds', [m.prioritisation_form_majority_two_thirds, m.prioritisation_form_majority_two_thirds_hint]),
  choice('consensus', [m.prioritisation_form_majority_consensus, m.prioritisation_form_majority_consensus_hint]),
];

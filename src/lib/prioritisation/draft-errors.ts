import { showsHands } from '#domain/prioritisation/ballot.ts';
import { m } from '#lib/paraglide/messages.js';
import { mostCriteria, weightsIn } from './criteria-draft.ts';
import { type CriterionFields, type DraftFields, wholeNumber } from './draft-fields.ts';

/** What is wrong with a ballot's form; `field` is the id of its control. */
export type DraftError = { readonly field: string; readonly message: string };

/** Every measure of a round may be on a ballot, up to so many. */
const mostMeasures = 60;

/**
 * All that `OpenBallot` would refuse, in the order of the form; empty when the ballot can be opened. `measures`: how many
 * are chosen.
 */
export function draftErrors(fields: DraftFields, question: string, measures: number): DraftError[] {
  return [
    ...lengthErrors('question', question, 120, m.prioritisation_form_question_missing()),
    ...ruleErrors(fields),
    ...(fields.method === 'resolution' ? [] : measureErrors(fields, measures)),
    ...handErrors(fields),
  ];
}

/** Whether people may raise hands in a ballot of this kind. */
export const takesHands = ({ method, secrecy }: DraftFields): boolean => showsHands(method) && secrecy !== 'secret';

/** The id of a control of a criterion. */
export const criterionField = (key: string, part: keyof CriterionFields): string => `criterion-${key}-${part}`;

function ruleErrors(fields: DraftFields): DraftError[] {
  if (fields.method === 'points') return pointsErrors(fields);
  if (fields.method === 'weighted') return criteriaErrors(fields.criteria);
  return fields.method === 'resolution' ? resolutionErrors(fields) : [];
}

function pointsErrors({ budget, maxPerMeasure }: DraftFields): DraftError[] {
  const all = wholeNumber(budget, 1, 100);
  const most = wholeNumber(maxPerMeasure, 1, all ?? 100);
  return [
    ...wrongIf(all === null, 'budget', m.prioritisation_form_budget_wrong()),
    ...wrongIf(most === null, 'maxPerMeasure', m.prioritisation_form_max_wrong()),
  ];
}

function criteriaErrors(criteria: readonly CriterionFields[]): DraftError[] {
  const single = criteria.flatMap(criterionErrors);
  const sum = weightsIn(criteria);
  return [
    ...single,
    ...wrongIf(criteria.length === 0, 'criteria', m.prioritisation_form_criteria_none()),
    ...wrongIf(criteria.length > mostCriteria, 'criteria', m.prioritisation_form_criteria_many()),
    ...wrongIf(criteria.length > 0 && sum !== 100, 'criteria', m.prioritisation_form_weights_wrong({ sum })),
  ];
}

function criterionErrors({ key, label, weight, question, low, high }: CriterionFields): DraftError[] {
  const field = (part: keyof CriterionFields): string => criterionField(key, part);
  const noWeight = wholeNumber(weight, 0, 100) === null;
  return [
    ...lengthErrors(field('label'), label, 60, m.prioritisation_form_criterion_label_missing()),
    ...wrongIf(noWeight, field('weight'), m.prioritisation_form_weight_wrong()),
    ...lengthErrors(field('question'), question, 200, m.prioritisation_form_criterion_question_missing()),
    ...lengthErrors(field('low'), low, 40, m.prioritisation_form_criterion_end_missing({ mark: 1 })),
    ...lengthErrors(field('high'), high, 40, m.prioritisation_form_criterion_end_missing({ mark: 5 })),
  ];
}

const resolutionErrors = ({ motion, quorum }: DraftFields): DraftError[] => [
  ...lengthErrors('motion', motion, 2000, m.prioritisation_form_motion_missing()),
  ...wrongIf(wholeNumber(quorum, 0, 100) === null, 'quorum', m.prioritisation_form_quorum_wrong()),
];

function measureErrors({ method }: DraftFields, measures: number): DraftError[] {
  const alone = method === 'resistance';
  const few = alone ? m.prioritisation_form_measures_none() : m.prioritisation_form_measures_few();
  return [
    ...wrongIf(measures < (alone ? 1 : 2), 'measures', few),
    ...wrongIf(measures > mostMeasures, 'measures', m.prioritisation_form_measures_many({ most: mostMeasures })),
  ];
}

const handErrors = (fields: DraftFields): DraftError[] =>
  wrongIf(
    takesHands(fields) && wholeNumber(fields.hands, 0, 1000) === null,
    'handVoters',
    m.prioritisation_form_hands_wrong(),
  );

function lengthErrors(field: string, typed: string, most: number, missing: string): DraftError[] {
  const { length } = typed.trim();
  if (length === 0) return [{ field, message: missing }];
  return wrongIf(length > most, field, m.prioritisation_form_too_long({ most, length }));
}

const wrongIf = (isWrong: boolean, field: string, message: string): DraftError[] =>
  isWrong ? [{ field, message }] : [];

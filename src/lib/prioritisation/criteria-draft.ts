import { toHundred } from '#domain/prioritisation/weights.ts';
import { type CriterionFields, wholeNumber } from './draft-fields.ts';

/** A ballot has at most so many criteria. */
export const mostCriteria = 12;

const weightOf = ({ weight }: CriterionFields): number => wholeNumber(weight, 0, 100) ?? 0;

/** The sum of the weights; what is no number counts as 0. */
export const weightsIn = (criteria: readonly CriterionFields[]): number =>
  criteria.reduce((sum, criterion) => sum + weightOf(criterion), 0);

/** The same criteria with weights that make 100. */
export function balanced(criteria: readonly CriterionFields[]): CriterionFields[] {
  const weights = toHundred(criteria.map(weightOf));
  return criteria.map((criterion, place) => ({ ...criterion, weight: String(weights[place] ?? 0) }));
}

/** The criteria and an empty one at the end, whose key none of them has. */
export function withOneMore(criteria: readonly CriterionFields[]): CriterionFields[] {
  const taken = new Set(criteria.map(({ key }) => key));
  let number = 1;
  while (taken.has(`own-${number}`)) number += 1;
  return [...criteria, { key: `own-${number}`, label: '', weight: '0', question: '', low: '', high: '' }];
}

/** The criteria with one of them so many places further down; past the ends it stays. */
export function moved(criteria: readonly CriterionFields[], key: string, by: 1 | -1): CriterionFields[] {
  const from = criteria.findIndex((each) => each.key === key);
  const [one, other] = [criteria[from], criteria[from + by]];
  if (one === undefined || other === undefined) return [...criteria];
  return criteria.with(from, other).with(from + by, one);
}

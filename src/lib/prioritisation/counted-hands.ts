import { answers } from '#domain/prioritisation/rule.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import { m } from '#lib/paraglide/messages.js';
import type { CountedHands } from './ballot-steps.ts';
import type { DraftError } from './draft-errors.ts';
import { wholeNumber } from './draft-fields.ts';

/** A number that the moderator types after counting hands. `id`: of its control. */
export type HandField = { readonly id: string; readonly label: string };

type Counted = Pick<BallotView, 'rule' | 'options' | 'handVoters'>;

/** What is counted: yes, no, abstentions; or the people, and the points of each option. */
export function handFields({ rule, options }: Counted): HandField[] {
  if (rule.method === 'resolution')
    return [
      { id: 'hands-yes', label: m.prioritisation_hands_yes() },
      { id: 'hands-no', label: m.prioritisation_hands_no() },
      { id: 'hands-abstain', label: m.prioritisation_hands_abstain() },
    ];
  const measures = options.map(({ key, title }, place) => ({ id: `hands-${place}`, label: `${key} ${title}` }));
  return [{ id: 'hands-people', label: m.prioritisation_hands_people() }, ...measures];
}

/** How many people the typed numbers are of; what is no number counts as 0. `typed`: in the order of `handFields`. */
export const peopleIn = ({ rule }: Counted, typed: readonly string[]): number =>
  rule.method === 'resolution' ? sum(typed.map(numberOf)) : numberOf(typed[0] ?? '');

/** What is wrong with the typed numbers: the same that the server refuses as 'too-many-hands'. */
export function handErrors(ballot: Counted, typed: readonly string[]): DraftError[] {
  const fields = handFields(ballot);
  // What was entered before would be gone.
  const nothing = fields.every((_, place) => (typed[place] ?? '').trim() === '');
  if (nothing) return fields.slice(0, 1).map(({ id }) => ({ field: id, message: m.prioritisation_hands_nothing() }));
  const wrong = fields.filter((_, place) => wholeNumber(typed[place] || '0', 0, 9999) === null);
  if (wrong.length > 0) return wrong.map(({ id }) => ({ field: id, message: m.prioritisation_hands_number_wrong() }));
  const { rule, handVoters } = ballot;
  const people = peopleIn(ballot, typed);
  const first = fields[0]?.id ?? '';
  if (people > handVoters)
    return [{ field: first, message: m.prioritisation_hands_too_many_people({ count: handVoters }) }];
  if (rule.method !== 'points') return [];
  const points = typed.slice(1).map(numberOf);
  const most = people * rule.maxPerOption;
  const tooMuch = points.flatMap((given, place) =>
    given > most ? [{ field: `hands-${place}`, message: m.prioritisation_hands_per_option({ most }) }] : [],
  );
  const given = sum(points);
  const inAll = people * rule.budget;
  if (tooMuch.length > 0 || given <= inAll) return tooMuch;
  return [{ field: first, message: m.prioritisation_hands_too_many_points({ given, most: inAll }) }];
}

/** The command's numbers. Only for what has no errors. */
export function countedHands(ballot: Counted, typed: readonly string[]): CountedHands {
  const numbers = handFields(ballot).map((_, place) => numberOf(typed[place] ?? ''));
  if (ballot.rule.method !== 'resolution') return { hands: numbers[0] ?? 0, counts: numbers.slice(1) };
  const [yes = 0, no = 0, abstain = 0] = numbers;
  const counts = [0, 0, 0].with(answers.yes, yes).with(answers.no, no).with(answers.abstain, abstain);
  return { hands: sum(counts), counts };
}

const numberOf = (typed: string): number => wholeNumber(typed, 0, 9999) ?? 0;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

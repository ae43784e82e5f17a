import * as v from 'valibot';
import { Refused } from '#domain/refused.ts';
import { type BallotRule, marksPerOption, rangeOf } from './rule.ts';

/**
 * A paper: one whole number (0–100) for each option in the frozen order, in a weighed ballot one for each criterion of the
 * first option, then of the second, and so on. `null` says nothing.
 */
export const Marks = v.pipe(
  v.array(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)))),
  v.maxLength(61 * 12),
);
export type Marks = readonly (number | null)[];

/** A paper as it was handed in, and whose: the voter's name, and the group that the voter belongs to. */
export type Paper = { readonly marks: Marks; readonly voter: string; readonly group: string | null };

/** How many marks a paper has. */
export const cellsOf = (rule: BallotRule, options: number): number => options * marksPerOption(rule);

/** Where in a paper the marks of an option begin. */
export const cellOf = (rule: BallotRule, option: number, criterion = 0): number =>
  option * marksPerOption(rule) + criterion;

/** A paper on which nothing stands. */
export const noMarks = (rule: BallotRule, options: number): Marks =>
  Array.from({ length: cellsOf(rule, options) }, () => null);

/**
 * Checks a paper against the rule of its ballot. A weighed paper may leave gaps, a ranking may leave options out (they come
 * last together), points may stay in the hand; resistance asks for a word on every option.
 * @throws Refused 'bad-input' for a paper of another form, 'measure-limit' for more points on one option than the rule
 *   allows, 'budget-spent' for more points in all, 'incomplete' where something has to be said and is not
 */
export function checkMarks(rule: BallotRule, options: number, marks: Marks): void {
  if (marks.length !== cellsOf(rule, options)) throw new Refused('bad-input');
  const given = marks.filter((mark) => mark !== null);
  const { min, max } = rangeOf(rule, options);
  if (given.some((mark) => mark > max)) throw new Refused(rule.method === 'points' ? 'measure-limit' : 'bad-input');
  if (given.some((mark) => mark < min)) throw new Refused('bad-input');
  if (rule.method === 'points' && sum(given) > rule.budget) throw new Refused('budget-spent');
  const mustBeComplete = rule.method === 'resistance' || rule.method === 'resolution';
  if (mustBeComplete ? given.length < marks.length : rule.method !== 'points' && given.length === 0)
    throw new Refused('incomplete');
}

/** The points of a paper in all; what is not marked is 0. */
export const spent = (marks: Marks): number => sum(marks.filter((mark) => mark !== null));

/** A paper as bytes of a length that tells nothing: each mark and one more, 0 where nothing is said. */
export const packMarks = (marks: Marks): Uint8Array => Uint8Array.from(marks, (mark) => (mark === null ? 0 : mark + 1));

/** The paper that `packMarks` made bytes of. */
export const unpackMarks = (bytes: Uint8Array): Marks => Array.from(bytes, (byte) => (byte === 0 ? null : byte - 1));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

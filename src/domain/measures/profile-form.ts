import { type FieldProblem, fieldText, readField } from './field-text.ts';
import { fieldNames, type FieldName, type Profile, type ProfileChange } from './profile.ts';

/** The fields of a profile as a form holds them: text in German notation. */
export type ProfileTexts = { readonly [Name in FieldName]: string };
export type FieldErrors = { readonly [Name in FieldName]?: FieldProblem };

/** A profile as a form shows it. */
export const toTexts = (profile: Profile): ProfileTexts => {
  const texts = Object.fromEntries(fieldNames.map((name) => [name, fieldText(name, profile[name])]));
  return { ...noTexts, ...texts };
};

const noTexts: ProfileTexts = {
  ...{ title: '', summary: '', goal: '', targetGroup: '', areas: '', leadUnit: '', partners: '', costOnce: '' },
  ...{ costYearly: '', funding: '', staff: '', from: '', until: '', duty: '', output: '', outcome: '', society: '' },
  ...{ indicator: '', baseline: '', target: '', targetBy: '', committees: '' },
};

/**
 * Reads what a form sends. Only what differs from what it was filled with is a change, so that two people who change
 * different fields of one profile do not undo each other's.
 */
export function readTexts(
  typed: Partial<ProfileTexts>,
  filledWith: Partial<ProfileTexts>,
): { readonly change: ProfileChange; readonly errors: FieldErrors } {
  const touched = fieldNames.filter((name) => {
    const text = typed[name];
    return text !== undefined && tidy(text) !== tidy(filledWith[name] ?? '');
  });
  const read = touched.map((name) => [name, readField(name, typed[name] ?? '')] as const);
  return {
    change: Object.fromEntries(read.flatMap(([name, found]) => (found.ok ? [[name, found.value]] : []))),
    errors: Object.fromEntries(read.flatMap(([name, found]) => (found.ok ? [] : [[name, found.problem]]))),
  };
}

/** A text as it is compared: forms send line breaks in their own way. */
export const tidy = (text: string): string => text.replaceAll(/\r\n?/g, '\n').trim();

import * as v from 'valibot';
import { fieldNames } from '#domain/measures/profile.ts';
import type { ProfileTexts } from '#domain/measures/profile-form.ts';
import { fieldOf } from './give.ts';

const Texts = v.record(v.string(), v.string());

/** The fields that a form sends. */
export const typedIn = (form: FormData): Partial<ProfileTexts> =>
  Object.fromEntries(fieldNames.filter((name) => form.has(name)).map((name) => [name, fieldOf(form, name)]));

/** What the form was filled with, as it says itself; nothing where it cannot be read: then all of it is a change. */
export function filledWith(form: FormData): Partial<ProfileTexts> {
  try {
    const parsed = v.safeParse(Texts, JSON.parse(fieldOf(form, 'filledWith')));
    return parsed.success ? parsed.output : {};
  } catch {
    return {};
  }
}

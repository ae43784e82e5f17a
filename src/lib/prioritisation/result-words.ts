import type { BallotOption } from '#domain/prioritisation/ballot.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { formatNumber, keepTogether } from '#lib/ui/format.ts';

/** A result in words: the headline, and the sentence after it with the numbers, empty where there is no more to say. */
export type ClaimWords = { readonly text: string; readonly detail: string };

/** Titles in quotation marks, joined by commas and an "und". */
export function listed(titles: readonly string[]): string {
  const quoted = titles.map((title) => m.prioritisation_quoted({ title: keepTogether(title) }));
  return joined(quoted);
}

/** Words joined by commas and an "und". */
export const joined = (words: readonly string[]): string =>
  new Intl.ListFormat(getLocale(), { type: 'conjunction' }).format(words);

/** The titles of these places on a ballot. */
export const titlesAt = (options: readonly BallotOption[], places: readonly number[]): string[] =>
  places.map((place) => options[place]?.title ?? '');

/** How an option is called for short: "M01", or its title where it has no key. */
export function shortName(options: readonly BallotOption[], place: number): string {
  const option = options[place];
  return option === undefined ? '' : option.measureId === null || option.key === '' ? option.title : option.key;
}

/** A score with two decimals: "4,35". */
export const score = (value: number): string => formatNumber(value, getLocale(), 2);

/** A mean with one decimal: "2,4". */
export const tenth = (value: number): string => formatNumber(value, getLocale(), 1);

/** A number with as many decimals as it has, two at most: "6", "26,67". */
export const exact = (value: number): string => formatNumber(Math.round(value * 100) / 100, getLocale());

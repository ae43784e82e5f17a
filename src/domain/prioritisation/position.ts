import * as v from 'valibot';

/**
 * A place in an order that leaves room on both sides: text that is compared letter by letter, of the digits 0–9A–Za–z and
 * never ending in 0, below which there would be no room (fractional indexing).
 */
export const Position = v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{0,127}[1-9A-Za-z]$/));
export type Position = v.InferOutput<typeof Position>;

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * A position between two others (null: no bound on that side) that ends on `tag`, so that two people who put different
 * things into the same gap at the same time get different positions. Null where there is nothing between them.
 * @param tag what the thing is called in positions, see `tagOf`
 */
export function between(lower: Position | null, upper: Position | null, tag: string): Position | null {
  if (lower !== null && upper !== null && lower >= upper) return null;
  let middle = midpoint(lower ?? '', upper);
  // Behind a beginning of the upper one the tag could lead beyond it.
  while (upper?.startsWith(middle)) middle += midpoint('', upper.slice(middle.length));
  return middle + tag;
}

/** Four digits that tell apart what positions belong to, from an id such as a UUID; the last is never 0. */
export function tagOf(id: string): string {
  let mixed = 2166136261;
  for (const letter of id) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 16777619) >>> 0;
  const last = digits.charAt(1 + (mixed % 61));
  const rest = [1, 2, 3].map((place) => digits.charAt(Math.floor(mixed / 61 ** place) % 62));
  return [...rest, last].join('');
}

/** So many positions far from each other, all between `K` and `L`; for at most 3,000. */
export function evenly(count: number): Position[] {
  const step = Math.floor(digits.length ** 2 / (count + 1));
  return Array.from({ length: count }, (_, place) => {
    const at = (place + 1) * step;
    return `K${digits.charAt(Math.floor(at / digits.length))}${digits.charAt(at % digits.length)}V`;
  });
}

/** The shortest text between two, after github.com/rocicorp/fractional-indexing; `lower` is smaller and neither ends in 0. */
function midpoint(lower: string, upper: string | null): string {
  let shared = 0;
  if (upper !== null) while ((lower.charAt(shared) || '0') === upper.charAt(shared)) shared += 1;
  if (upper !== null && shared > 0) return upper.slice(0, shared) + midpoint(lower.slice(shared), upper.slice(shared));
  const from = lower === '' ? 0 : digits.indexOf(lower.charAt(0));
  const to = upper === null ? digits.length : digits.indexOf(upper.charAt(0));
  if (to - from > 1) return digits.charAt(Math.round((from + to) / 2));
  if (upper !== null && upper.length > 1) return upper.charAt(0);
  return digits.charAt(from) + midpoint(lower.slice(1), null);
}

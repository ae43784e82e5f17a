import * as v from 'valibot';
import type { Instant } from '#domain/ids.ts';

/** An order of all options that the round agrees on instead of the counted one, and why. Places of options, best first. */
export const Agreement = v.object({
  order: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(60))), v.maxLength(61)),
  reason: v.pipe(v.string(), v.trim(), v.minLength(10), v.maxLength(2000)),
});

/** What was agreed, when, and who wrote it down. */
export type AgreedOrder = {
  readonly order: readonly number[];
  readonly reason: string;
  readonly by: string | null;
  readonly at: Instant;
};

/**
 * The order that somebody asks for who gives options new places: `places` says for each option of `order` where it shall
 * stand, 1 for the first. One option that is moved lands exactly there and the others make room; of several that want the
 * same place, who moves up comes before who stood there, and who moves down after.
 */
export function arrange(order: readonly number[], places: readonly number[]): number[] {
  return order
    .map((option, at) => {
      const wanted = places[at] ?? at + 1;
      return { option, at, key: wanted + Math.sign(wanted - (at + 1)) / 2 };
    })
    .toSorted((a, b) => a.key - b.key || a.at - b.at)
    .map(({ option }) => option);
}

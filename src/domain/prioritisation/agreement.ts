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

import * as v from 'valibot';
import type { Instant } from '#domain/ids.ts';

/**
 * Which way a measure goes from here: to a committee that decides (Beschlussvorlage), to one that is told (Berichtsvorlage),
 * into the running budget, or into the store of measures for later.
 */
export const ways = ['decision', 'report', 'budget', 'store'] as const;
export type Way = (typeof ways)[number];

const text = (least: number) => v.pipe(v.string(), v.trim(), v.minLength(least), v.maxLength(2000));

/** What the round recommends for one option, by its place on the ballot. `dissent` is empty where nobody sees it otherwise. */
export const Recommend = v.object({
  option: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(60)),
  way: v.picklist(ways),
  reason: text(1),
  dissent: text(0),
});

/** A recommendation as it stands, and who wrote it down. */
export type Recommendation = v.InferOutput<typeof Recommend> & { readonly by: string | null; readonly at: Instant };

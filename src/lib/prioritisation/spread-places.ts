import type { BallotOption } from '#domain/prioritisation/ballot.ts';
import type { BallotCount } from '#domain/prioritisation/count.ts';
import { ratingsOf } from '#domain/prioritisation/count.ts';
import { contested } from '#domain/prioritisation/criteria.ts';
import { weighedResult } from '#domain/prioritisation/result.ts';
import type { RuleOf } from '#domain/prioritisation/rule.ts';
import { keepTogether } from '#lib/ui/format.ts';

/** A measure and a criterion by which the ratings are far apart, in words. */
export type SpreadPlace = {
  readonly option: number;
  readonly key: string;
  readonly title: string;
  readonly criterion: string;
  readonly from: number;
  readonly to: number;
  /** How many gave 1, 2, … 5. */
  readonly tally: readonly number[];
};

/** Where ratings are three steps or more apart, the largest spread first. */
export function spreadPlaces(
  rule: RuleOf<'weighted'>,
  options: readonly BallotOption[],
  result: BallotCount,
): SpreadPlace[] {
  return contested(weighedResult(rule, result)).map(({ id, key }) => {
    const ratings = ratingsOf(rule, result, id)[key] ?? [];
    return {
      option: id,
      key,
      title: keepTogether(options[id]?.title ?? ''),
      criterion: rule.criteria.find((criterion) => criterion.key === key)?.label ?? key,
      from: Math.min(...ratings),
      to: Math.max(...ratings),
      tally: [1, 2, 3, 4, 5].map((mark) => ratings.filter((rating) => rating === mark).length),
    };
  });
}

import * as v from 'valibot';

/** What a resolution needs, said before anybody votes. */
export const ResolutionRule = v.object({
  /**
   * `simple`: more yes than no. `absolute`: yes from more than half of all who may vote. `two-thirds`: yes from at least
   * two thirds of those who said yes or no. `consensus`: nobody says no.
   */
  majority: v.picklist(['simple', 'absolute', 'two-thirds', 'consensus']),
  /** So many percent of those who may vote have to take part; abstaining is taking part. */
  quorum: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)),
});
export type ResolutionRule = v.InferOutput<typeof ResolutionRule>;

/** Papers by what they say; `entitled` is how many might vote. */
export type ResolutionCount = {
  readonly entitled: number;
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
};

/** `no-quorum`: too few took part, so nothing is decided. `open`: nobody said yes or no. */
export type Outcome = 'carried' | 'rejected' | 'no-quorum' | 'open';

/** What a count means by the rule. A tie is no majority. */
export function outcomeOf({ majority, quorum }: ResolutionRule, count: ResolutionCount): Outcome {
  const { entitled, yes, no, abstain } = count;
  if ((yes + no + abstain) * 100 < entitled * quorum) return 'no-quorum';
  if (yes + no === 0) return 'open';
  const carries = {
    simple: yes > no,
    absolute: yes * 2 > entitled,
    'two-thirds': yes * 3 >= (yes + no) * 2,
    consensus: no === 0,
  };
  return carries[majority] ? 'carried' : 'rejected';
}

import { type BallotView, moreTime } from './ballot.ts';

/**
 * How far a running ballot is from its end. `open`: none is announced. `grace`: whoever has not voted still has this many
 * whole seconds, `extra` where only those have who asked for more time. `over`: nobody has.
 */
export type BallotEnd =
  | { readonly kind: 'open' }
  | { readonly kind: 'grace'; readonly seconds: number; readonly extra: boolean }
  | { readonly kind: 'over' };

/** Where a running ballot stands at the server's time `now`, in milliseconds since 1970. */
export function endOf({ closesAt, waitsFor }: Pick<BallotView, 'closesAt' | 'waitsFor'>, now: number): BallotEnd {
  if (closesAt === null) return { kind: 'open' };
  const end = Date.parse(closesAt);
  if (now <= end) return { kind: 'grace', seconds: Math.ceil((end - now) / 1000), extra: false };
  if (waitsFor === 0 || now > end + moreTime) return { kind: 'over' };
  return { kind: 'grace', seconds: Math.ceil((end + moreTime - now) / 1000), extra: true };
}

/** How many votes on the roll have no paper yet. */
export const papersMissing = ({ voters, voted, hands }: Pick<BallotView, 'voters' | 'voted' | 'hands'>): number =>
  Math.max(0, voters - (voted - hands));

/** How many people without a device have not been counted yet. */
export const handsMissing = ({ handVoters, hands }: Pick<BallotView, 'handVoters' | 'hands'>): number =>
  Math.max(0, handVoters - hands);

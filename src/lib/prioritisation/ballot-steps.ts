import type { CommandInput } from '#domain/contract.ts';
import type { PersonId } from '#domain/ids.ts';

/** The hands that were counted; see `CountHands`. */
export type CountedHands = Pick<CommandInput<'hands.count'>, 'hands' | 'counts'>;

/** What a moderator may do with the running ballot. Refusals are told where the steps come from. */
export type BallotSteps = {
  /** A step is under way: no second one meanwhile. */
  readonly busy: boolean;
  /** Announces the end in so many seconds, or moves it there. */
  readonly warnBallot: (seconds: number) => void;
  readonly closeBallot: () => void;
  readonly admitVoter: (personId: PersonId) => void;
  /** Answers whether they count now. */
  readonly countHands: (counted: CountedHands) => Promise<boolean>;
};

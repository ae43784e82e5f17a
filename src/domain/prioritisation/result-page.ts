import type { Instant, SessionId } from '#domain/ids.ts';
import type { BallotView } from './ballot.ts';

/** One closed ballot with all that its page shows; `before` is the round that it repeats, in brief. */
export type ResultPage = {
  readonly ballot: BallotView;
  readonly before: BallotView | null;
  readonly session: { readonly id: SessionId; readonly title: string; readonly startsAt: Instant };
  /** Whether the caller may write down what the round makes of it. */
  readonly mayConclude: boolean;
};

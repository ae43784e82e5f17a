import type { AgendaItem, SessionView } from '#domain/session/session.ts';
import { currentItem, runningBallot } from '#domain/session/session.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';

/** What everybody in a session has in front of them. `earlier`: closed ballots of other items, the newest first. */
export type Work =
  | { readonly kind: 'before' }
  | { readonly kind: 'waiting'; readonly earlier: readonly BallotView[] }
  | { readonly kind: 'ballot'; readonly ballot: BallotView; readonly item: AgendaItem | undefined }
  | {
      readonly kind: 'item';
      readonly item: AgendaItem;
      readonly results: readonly BallotView[];
      readonly earlier: readonly BallotView[];
    }
  | { readonly kind: 'after'; readonly results: readonly BallotView[] };

/** The work that the session is at: its running ballot, else its item with the newest result first. */
export function shownWork(view: SessionView): Work {
  const closed = view.ballots.filter(({ closedAt }) => closedAt !== null).toReversed();
  if (view.status === 'planned') return { kind: 'before' };
  if (view.status === 'closed') return { kind: 'after', results: closed };
  const ballot = runningBallot(view);
  const item = currentItem(view);
  if (ballot !== undefined) return { kind: 'ballot', ballot, item };
  if (item === undefined) return { kind: 'waiting', earlier: closed };
  const results = closed.filter(({ itemId }) => itemId === item.id);
  return { kind: 'item', item, results, earlier: closed.filter((other) => !results.includes(other)) };
}

/** Names the work: the same as long as people have the same thing in front of them. */
export function workKey(work: Work): string {
  if (work.kind === 'ballot') return work.ballot.id;
  return work.kind === 'item' ? `${work.item.id}:${work.results.length}` : work.kind;
}

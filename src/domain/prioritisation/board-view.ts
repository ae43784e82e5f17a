import type { DocumentId, PersonId, RoundId } from '#domain/ids.ts';
import type { MeasureSummary } from '#domain/measures/measure.ts';
import type { Tone } from '#domain/people/caller.ts';
import type { BoardMove } from './board-history.ts';
import type { LastRanking } from './last-ranking.ts';

/** Somebody who has moved a measure. */
export type Mover = { readonly id: PersonId; readonly name: string; readonly initials: string; readonly tone: Tone };

/** The priority board of a round, as its page begins with it; the order itself comes over the document's connection. */
export type BoardView = {
  readonly roundId: RoundId;
  /** All rounds of which the caller may see a board, the newest first. */
  readonly rounds: readonly { readonly id: RoundId; readonly title: string }[];
  readonly documentId: DocumentId;
  /** Whether the caller's role may move measures. */
  readonly mayMove: boolean;
  /** By key. */
  readonly measures: readonly MeasureSummary[];
  /** What was moved, the latest first, and by whom. */
  readonly moves: readonly BoardMove[];
  readonly movers: readonly Mover[];
  readonly lastRanking: LastRanking | null;
};

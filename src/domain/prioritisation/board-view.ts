import * as v from 'valibot';
import { type DocumentId, PersonId, type RoundId } from '#domain/ids.ts';
import type { MeasureSummary } from '#domain/measures/measure.ts';
import { tones } from '#domain/people/caller.ts';
import { BoardMove } from './board-history.ts';
import type { LastRanking } from './last-ranking.ts';
import type { VotedField } from './voted-field.ts';

/** Somebody who has moved something. */
const Mover = v.object({ id: PersonId, name: v.string(), initials: v.string(), tone: v.picklist(tones) });

/** What was moved on a board, the latest first, and by whom. */
export const ToldHistory = v.object({ moves: v.array(BoardMove), movers: v.array(Mover) });
export type BoardHistory = Readonly<v.InferOutput<typeof ToldHistory>>;

/** The priority board of a round, as its page begins with it; the order itself comes over the document's connection. */
export type BoardView = BoardHistory & {
  readonly roundId: RoundId;
  /** All rounds of which the caller may see a board, the newest first. */
  readonly rounds: readonly { readonly id: RoundId; readonly title: string }[];
  readonly documentId: DocumentId;
  /** Whether the caller's role may move measures. */
  readonly mayMove: boolean;
  /** By key. */
  readonly measures: readonly MeasureSummary[];
  readonly lastRanking: LastRanking | null;
  /** Where measures stand in the field that nobody has put there by hand. */
  readonly votedField: VotedField | null;
};

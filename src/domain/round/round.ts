import type { AnalysisSummary } from '#domain/analysis/analysis.ts';
import type { BallotId, Instant, RoundId, SessionId } from '#domain/ids.ts';
import type { Role, Tone } from '#domain/people/caller.ts';
import type { SessionStatus } from '#domain/session/session.ts';

/** The language that a round is written in, whatever language its readers choose for the screens. */
export const contentLanguage = 'de';

/** A round as its members find it in the shell: what there is, counted. */
export type RoundSummary = {
  readonly id: RoundId;
  readonly title: string;
  /** What the council or the administration asked for. */
  readonly mandate: string;
  readonly role: Role;
  readonly counts: {
    readonly analyses: number;
    readonly measures: number;
    readonly sessions: number;
    readonly inputs: number;
    readonly closedBallots: number;
  };
};

/** The session that is open now, for the yellow link in the top bar. Guests get the one that they were let into. */
export type OpenSession = {
  readonly id: SessionId;
  /** Where the agenda is, 1 for the first item; null before it has begun. */
  readonly itemPosition: number | null;
  /** Whether a ballot runs that the caller may vote in and has not. */
  readonly awaitsVote: boolean;
  /** Whether the caller is in the session's list of people. */
  readonly hasEntered: boolean;
};

/** The session that is open; where none is, the next one that is planned; where none is, the last one that was closed. */
export type NextSession = {
  readonly id: SessionId;
  readonly title: string;
  readonly place: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly status: SessionStatus;
  readonly items: number;
  readonly currentItem: {
    readonly position: number;
    readonly title: string;
    readonly minutes: number;
    readonly startedAt: Instant | null;
  } | null;
  /** The ballot that is running; `mine` says whether the viewer's paper is in. */
  readonly ballot: {
    readonly title: string;
    readonly voted: number;
    readonly voters: number;
    readonly mine: boolean;
  } | null;
};

/** The session that gave the latest result, and the ballot that it is the result of. */
export type LastResult = { readonly id: SessionId; readonly title: string; readonly ballotId: BallotId };

/** Something that happened in the round, newest first. */
export type News = {
  readonly at: Instant;
  readonly who: { readonly name: string; readonly initials: string; readonly tone: Tone } | null;
  readonly what:
    | 'analysis.written'
    | 'session.open'
    | 'session.close'
    | 'ballot.open'
    | 'ballot.repeat'
    | 'ballot.close'
    | 'agenda.advance';
  /** Title of the analysis, session, ballot or agenda item. */
  readonly subject: string;
  readonly href: string;
};

/** The start page of one round. */
export type RoundOverview = {
  readonly round: RoundSummary;
  readonly session: NextSession | null;
  readonly analyses: readonly AnalysisSummary[];
  readonly news: readonly News[];
};

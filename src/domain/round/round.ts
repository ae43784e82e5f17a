import type { AnalysisSummary } from '#domain/analysis/analysis.ts';
import type { Instant, RoundId, SessionId } from '#domain/ids.ts';
import type { Role, Tone } from '#domain/people/caller.ts';
import type { SessionStatus } from '#domain/session/session.ts';

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
  /** The session that is open now, for the yellow link in the top bar. */
  readonly openSession: { readonly id: SessionId; readonly itemPosition: number | null } | null;
};

/** The next session, or the one that is open. */
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

/** Something that happened in the round, newest first. */
export type News = {
  readonly at: Instant;
  readonly who: { readonly name: string; readonly initials: string; readonly tone: Tone } | null;
  readonly what:
    'analysis.written' | 'session.open' | 'session.close' | 'ballot.open' | 'ballot.close' | 'agenda.advance';
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

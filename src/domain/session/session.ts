import * as v from 'valibot';
import type { AnalysisId, Instant, PersonId, RoundId } from '#domain/ids.ts';
import { AgendaItemId, SessionId } from '#domain/ids.ts';
import type { Role, Tone } from '#domain/people/caller.ts';
import type { BallotFact, BallotView } from '#domain/prioritisation/ballot.ts';

export type SessionStatus = 'planned' | 'open' | 'closed';

export type AgendaItem = {
  readonly id: AgendaItemId;
  /** 1 for the first. */
  readonly position: number;
  readonly title: string;
  /** Planned length in minutes. */
  readonly minutes: number;
  /** The analysis that this item is about. */
  readonly analysis: { readonly id: AnalysisId; readonly key: string } | null;
  /** When the moderator came to it the last time. */
  readonly startedAt: Instant | null;
};

/** Somebody who has entered the session. Everybody in it sees name, role and group. */
export type Attendee = {
  readonly personId: PersonId;
  readonly name: string;
  readonly initials: string;
  readonly tone: Tone;
  readonly role: Role;
  readonly group: string | null;
};

/** A row of the list of sessions. */
export type SessionSummary = {
  readonly id: SessionId;
  readonly roundId: RoundId;
  readonly title: string;
  readonly place: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly status: SessionStatus;
};

/** One session as one person may see it, at one tick of its clock. */
export type SessionView = {
  readonly id: SessionId;
  readonly roundId: RoundId;
  /** Counts the changes of this session; every step raises it by one. */
  readonly clock: number;
  readonly title: string;
  readonly place: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly status: SessionStatus;
  /** The code that guests join with; null unless the session is open. */
  readonly code: string | null;
  readonly agenda: readonly AgendaItem[];
  readonly currentItemId: AgendaItemId | null;
  /** In the order of arrival. */
  readonly people: readonly Attendee[];
  /** In the order of opening; the last one may be running. */
  readonly ballots: readonly BallotView[];
};

export const OneSession = v.strictObject({ sessionId: SessionId });
export const AdvanceAgenda = v.strictObject({ sessionId: SessionId, itemId: AgendaItemId });

export type SessionFact =
  | { readonly kind: 'session.opened'; readonly code: string }
  | { readonly kind: 'session.closed' }
  | { readonly kind: 'person.arrived'; readonly person: Attendee }
  | { readonly kind: 'agenda.advanced'; readonly itemId: AgendaItemId; readonly at: Instant }
  | BallotFact;

/** The ballot that is running now, if one is. */
export const runningBallot = (view: SessionView): BallotView | undefined =>
  view.ballots.find((ballot) => ballot.closedAt === null);

/** The agenda item the session is at, if it has begun. */
export const currentItem = (view: SessionView): AgendaItem | undefined =>
  view.agenda.find((item) => item.id === view.currentItemId);

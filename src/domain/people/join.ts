import type { GroupId, Instant, RoundId, SessionId } from '#domain/ids.ts';
import type { Tone } from './caller.ts';

/** Somebody who has a vote and has entered. `label` is the group, or the account's name; null for a guest without a group. */
export type Arrived = { readonly label: string | null; readonly initials: string; readonly tone: Tone };

/** What a person with a code may see of an open session before joining it. Names of guests are not part of it. */
export type JoinView = {
  readonly sessionId: SessionId;
  readonly roundId: RoundId;
  readonly title: string;
  readonly place: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** The agenda item the session is at: its position from 1, and how many there are. */
  readonly item: { readonly position: number; readonly count: number } | null;
  readonly groups: readonly { readonly id: GroupId; readonly name: string }[];
  /** In the order of arrival. */
  readonly arrived: readonly Arrived[];
  /** Places at the table: always at least one more than have arrived. */
  readonly seats: number;
};

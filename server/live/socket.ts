import type { Server, Socket } from 'socket.io';
import type { ClientEvents, ServerEvents } from '#domain/contract.ts';
import type { PersonId, RoundId, SessionId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';

type NoEvents = Record<string, never>;

/** What the server knows about a socket; never what the client claims. */
export type Seated = {
  caller: Caller;
  /** When `caller` was last asked for, in milliseconds of the monotonic clock. */
  checkedAt: number;
  /** The one session that the socket follows. */
  following: { readonly sessionId: SessionId; readonly roundId: RoundId } | null;
};

export type LiveServer = Server<ClientEvents, ServerEvents, NoEvents, Seated>;
export type LiveSocket = Socket<ClientEvents, ServerEvents, NoEvents, Seated>;

/** Everybody who follows a session. */
export const roomOf = (sessionId: SessionId): string => `session/${sessionId}`;

/** One person's sockets in a session. */
export const placeOf = (sessionId: SessionId, personId: PersonId): string => `session/${sessionId}/${personId}`;

/** Everybody who is told what changes in a round. */
export const roomOfRound = (roundId: RoundId): string => `round/${roundId}`;

import type { RoundId, SessionId } from '#domain/ids.ts';
import { Refused } from '#domain/refused.ts';
import { type Caller, type Role, seatIn } from './caller.ts';

/** Where something is done: in a round, and where it applies in one of its sessions. */
export type Place = { readonly roundId: RoundId; readonly sessionId?: SessionId };

const everyone: readonly Role[] = ['coordinator', 'moderator', 'planner', 'delegate', 'observer', 'guest'];
const members: readonly Role[] = ['coordinator', 'moderator', 'planner', 'delegate', 'observer'];
const writers: readonly Role[] = ['coordinator', 'moderator', 'planner', 'delegate'];
const voters: readonly Role[] = ['coordinator', 'planner', 'delegate', 'guest'];
const moderators: readonly Role[] = ['coordinator', 'moderator'];

/** The one table of rights: server and browser both read it here. */
const rights = {
  'round.read': members,
  'analysis.read': everyone,
  'analysis.write': writers,
  'measure.read': everyone,
  'measure.add': writers,
  'measure.describe': writers,
  'measure.link': writers,
  'measure.unlink': writers,
  'measure.advance': moderators,
  'measure.merge': moderators,
  'measure.split': moderators,
  'session.read': everyone,
  'session.enter': everyone,
  'session.open': moderators,
  'session.close': moderators,
  'agenda.advance': moderators,
  'ballot.open': moderators,
  'ballot.repeat': moderators,
  'ballot.warn': moderators,
  'ballot.close': moderators,
  'vote.cast': voters,
  'time.ask': voters,
  'voter.admit': moderators,
  'hands.count': moderators,
  'order.agree': moderators,
  'measure.recommend': moderators,
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof rights;

/** Whether a role holds a right at all; `may` asks about a person and a place. */
export function roleMay(role: Role, action: Action): boolean {
  const holders: readonly Role[] = rights[action];
  return holders.includes(role);
}

/** Whether the caller may do this there. A guest's seat is good for its own session only. */
export function may(caller: Caller | null, action: Action, place: Place): boolean {
  const seat = seatIn(caller, place.roundId);
  if (seat === undefined || !roleMay(seat.role, action)) return false;
  return seat.sessionId === null || place.sessionId === undefined || seat.sessionId === place.sessionId;
}

/** @throws Refused 'not-signed-in' without a caller, 'not-allowed' where the rule says no. */
export function mustBeAllowed(caller: Caller | null, action: Action, place: Place): asserts caller is Caller {
  if (caller === null) throw new Refused('not-signed-in');
  if (!may(caller, action, place)) throw new Refused('not-allowed');
}

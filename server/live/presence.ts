import type { PersonId, SessionId } from '#domain/ids.ts';
import type { Connected } from '../commands/connected.ts';
import { type LiveServer, type LiveSocket, roomOf } from './socket.ts';

/** Changes within this time become one message, in milliseconds; among a thousand people, who are all in it, within 2 s. */
const merge = 300;
const mergePerPerson = 2;

/** Tells everybody in a session who of them is connected, or was until a moment ago; somebody with two tabs counts once. */
export function createPresence(io: LiveServer, connected: Connected) {
  const waiting = new Map<SessionId, { readonly at: number; readonly timer: NodeJS.Timeout }>();

  /** How many people the last message about a session was about. */
  const crowds = new Map<SessionId, number>();
  let isOver = false;

  function tell(sessionId: SessionId): void {
    waiting.delete(sessionId);
    const { online, lately } = connected.of(sessionId);
    const people = online.length + lately.length;
    if (people === 0) crowds.delete(sessionId);
    else crowds.set(sessionId, people);
    io.to(roomOf(sessionId)).emit('presence', { sessionId, online, lately });
    const next = connected.nextLeaves(sessionId);
    if (next !== undefined) tellIn(sessionId, Math.max(next, pauseOf(sessionId)));
  }

  const pauseOf = (sessionId: SessionId): number => Math.max(merge, mergePerPerson * (crowds.get(sessionId) ?? 0));

  function tellIn(sessionId: SessionId, pause: number): void {
    if (isOver) return;
    const at = performance.now() + pause;
    const planned = waiting.get(sessionId);
    if (planned !== undefined && planned.at <= at) return;
    clearTimeout(planned?.timer);
    waiting.set(sessionId, { at, timer: setTimeout(() => tell(sessionId), pause).unref() });
  }

  const personOf = (socket: LiveSocket): PersonId => socket.data.caller.personId;
  return {
    /** A socket follows the session from now on. */
    came(sessionId: SessionId, socket: LiveSocket): void {
      connected.came(sessionId, personOf(socket), socket);
      tellIn(sessionId, pauseOf(sessionId));
    },
    /** It does not any more. */
    went(sessionId: SessionId, socket: LiveSocket): void {
      connected.went(sessionId, personOf(socket), socket);
      tellIn(sessionId, pauseOf(sessionId));
    },
    stop: (): void => {
      isOver = true;
      for (const { timer } of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}

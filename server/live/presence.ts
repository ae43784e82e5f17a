import type { PersonId, SessionId } from '#domain/ids.ts';
import type { Connected } from '../commands/connected.ts';
import { type LiveServer, type LiveSocket, roomOf } from './socket.ts';

/** Changes within this time become one message, in milliseconds. */
const merge = 300;

/** Tells everybody in a session who of them is connected, or was until a moment ago; somebody with two tabs counts once. */
export function createPresence(io: LiveServer, connected: Connected) {
  const waiting = new Map<SessionId, { readonly at: number; readonly timer: NodeJS.Timeout }>();

  function tell(sessionId: SessionId): void {
    waiting.delete(sessionId);
    io.to(roomOf(sessionId)).emit('presence', { sessionId, ...connected.of(sessionId) });
    const next = connected.nextLeaves(sessionId);
    if (next !== undefined) tellIn(sessionId, Math.max(next, merge));
  }

  function tellIn(sessionId: SessionId, pause: number): void {
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
      tellIn(sessionId, merge);
    },
    /** It does not any more. */
    went(sessionId: SessionId, socket: LiveSocket): void {
      connected.went(sessionId, personOf(socket), socket);
      tellIn(sessionId, merge);
    },
    stop: (): void => {
      for (const { timer } of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}

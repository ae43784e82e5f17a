import type { PersonId, SessionId } from '#domain/ids.ts';
import { type LiveServer, roomOf } from './socket.ts';

/** Changes within this time become one message, in milliseconds. */
const merge = 300;

/** Tells everybody in a session who of them is connected; somebody with two tabs counts once. */
export function createPresence(io: LiveServer) {
  const waiting = new Map<SessionId, NodeJS.Timeout>();

  function tell(sessionId: SessionId): void {
    waiting.delete(sessionId);
    const online = new Set<PersonId>();
    for (const id of io.of('/').adapter.rooms.get(roomOf(sessionId)) ?? []) {
      const socket = io.of('/').sockets.get(id);
      if (socket !== undefined) online.add(socket.data.caller.personId);
    }
    io.to(roomOf(sessionId)).emit('presence', { sessionId, online: [...online] });
  }

  return {
    /** Somebody came or went. */
    changed: (sessionId: SessionId): void => {
      if (!waiting.has(sessionId)) waiting.set(sessionId, setTimeout(() => tell(sessionId), merge).unref());
    },
    stop: (): void => {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}

import type { IncomingMessage } from 'node:http';
import type { Caller } from '#domain/people/caller.ts';
import { may } from '#domain/people/permissions.ts';
import type { RefusalCode } from '#domain/refused.ts';
import type { LiveSocket } from './socket.ts';

/** How long the word of the sign-in is believed, in milliseconds. */
const lease = 15_000;

export type Identify = (request: IncomingMessage) => Promise<Caller | null>;

/** Who is behind the socket, asked anew when the last answer is older than 15 s; or why their access has ended meanwhile. */
export async function callerOf(
  socket: LiveSocket,
  identify: Identify,
): Promise<{ caller: Caller } | { ended: RefusalCode }> {
  const { caller: known, checkedAt, following } = socket.data;
  if (performance.now() - checkedAt < lease) return { caller: known };
  const asked = performance.now();
  const caller = await identify(socket.request);
  if (caller?.personId !== known.personId || caller === null) return { ended: 'not-signed-in' };
  if (following !== null && !may(caller, 'session.read', following)) return { ended: 'not-allowed' };
  socket.data.caller = caller;
  socket.data.checkedAt = asked;
  return { caller };
}

/** What is known about the socket counts no more: before anything else it is asked anew. */
export function expire(socket: LiveSocket): void {
  socket.data.checkedAt = Number.NEGATIVE_INFINITY;
}

/** Tells the client why, and disconnects it. */
export function end(socket: LiveSocket, code: RefusalCode): void {
  socket.emit('ended', code);
  socket.disconnect(true);
}

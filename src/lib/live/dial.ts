import type { Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents } from '#domain/contract.ts';

/** A socket of `/live` that is not connected yet. */
export type LiveSocket = Socket<ServerEvents, ClientEvents>;

/** Prepares a socket to the server that the page came from; the code for it is fetched only now. */
export async function dialHome(): Promise<LiveSocket> {
  const { io } = await import('socket.io-client');
  return io({ ...liveOptions, autoConnect: false });
}

/** How `/live` is spoken: WebSocket first, polling where a proxy allows nothing else, back within seconds. */
export const liveOptions = {
  path: '/live',
  transports: ['websocket', 'polling'],
  tryAllTransports: true,
  reconnectionDelay: 400,
  reconnectionDelayMax: 3000,
  timeout: 8000,
};

import type { IncomingMessage } from 'node:http';

/**
 * Whether a request to `/live` comes from one of our own pages. Browsers name the origin of every WebSocket and every
 * POST. Of a GET to their own origin they do not: such a polling request passes, because without CORS headers no other
 * site can read the answer, and without the answer's id it can neither send nor upgrade.
 */
export function comesFromUs(request: IncomingMessage, accepts: (origin: string) => boolean): boolean {
  const { origin, upgrade, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined) return accepts(origin);
  const isPolling = request.method === 'GET' && upgrade === undefined;
  return isPolling && (site === undefined || site === 'same-origin');
}

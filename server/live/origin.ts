import type { IncomingMessage } from 'node:http';

/** The one rule about origins, for forms and every socket alike; this file adds only what polling makes necessary. */
export type Accepts = (origin: string | undefined) => boolean;

/**
 * Whether a request to `/live` comes from one of our own pages. Browsers name the origin of every WebSocket and every
 * POST. Of a GET to their own origin they do not: such a polling request passes, because without CORS headers no other
 * site can read the answer, and without the answer's id it can neither send nor upgrade.
 */
export function comesFromUs(request: IncomingMessage, accepts: Accepts): boolean {
  const { origin, upgrade, 'sec-fetch-site': site } = request.headers;
  const isOwnPolling =
    request.method === 'GET' && upgrade === undefined && (site === undefined || site === 'same-origin');
  return accepts(origin) || (origin === undefined && isOwnPolling);
}

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from './metrics.ts';

/**
 * Answers a request for the metrics: to `Authorization: Bearer <token>` with all of them, to anybody else with 401 and
 * no body. How long it takes does not tell how much of a token was right.
 */
export function metricsDoor(
  token: string,
  metrics: Metrics,
): (request: IncomingMessage, response: ServerResponse) => void {
  const wanted = fingerprint(`Bearer ${token}`);
  return (request, response) => {
    if (!timingSafeEqual(fingerprint(request.headers.authorization ?? ''), wanted)) {
      response.writeHead(401, { 'WWW-Authenticate': 'Bearer', 'Content-Length': 0 }).end();
      return;
    }
    response.writeHead(200, {
      'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
      'Cache-Control': 'no-store',
    });
    response.end(metrics.text());
  };
}

/** Of the same length for every text, as the comparison needs it. */
const fingerprint = (text: string): Buffer => createHash('sha256').update(text).digest();

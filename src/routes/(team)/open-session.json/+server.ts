import { error, json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** The session that is open now, for those who are signed in; nobody else is told anything. */
export const GET: RequestHandler = async ({ locals: { app, caller } }) => {
  if (caller === null) error(401, { message: 'not-signed-in', code: 'not-signed-in' });
  return json(await app.rounds.openSession(caller), { headers: { 'cache-control': 'no-store' } });
};

import { error, json } from '@sveltejs/kit';
import { isRefused } from '#domain/refused.ts';
import type { RequestHandler } from './$types';

/** Who moved what on a board, for those who may see it; nobody else is told anything. */
export const GET: RequestHandler = async ({ locals: { app, caller }, url }) => {
  const told = await app.boards.history(caller, url.searchParams.get('round')).catch((refusal: unknown) => {
    if (!isRefused(refusal)) throw refusal;
    error(refusal.code === 'not-signed-in' ? 401 : 404, { message: refusal.code, code: refusal.code });
  });
  return json(told, { headers: { 'cache-control': 'no-store' } });
};

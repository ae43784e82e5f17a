import { error, json } from '@sveltejs/kit';
import { isRefused } from '#domain/refused.ts';
import type { RequestHandler } from './$types';

/** Who moved what on a board, for those who may see it; nobody else is told anything. */
export const GET: RequestHandler = async ({ locals: { app, caller }, url }) => {
  const board = await app.boards.open(caller, url.searchParams.get('round')).catch((refusal: unknown) => {
    if (!isRefused(refusal)) throw refusal;
    error(refusal.code === 'not-signed-in' ? 401 : 404, { message: refusal.code, code: refusal.code });
  });
  const { moves, movers } = board;
  return json({ moves, movers }, { headers: { 'cache-control': 'no-store' } });
};

import { redirect, type RequestHandler } from '@sveltejs/kit';
import { giveToken, heldToken } from '../sign-in-cookie.ts';

/** Ends this sign-in, here and on the sockets that stand on it. */
export const POST: RequestHandler = async (event) => {
  const token = heldToken(event);
  if (token !== undefined) await event.locals.app.people.signOut(token);
  giveToken(event, null);
  redirect(303, '/signin');
};

/** Somebody followed the address: nothing is ended by looking at it. */
export const GET: RequestHandler = () => redirect(303, '/');

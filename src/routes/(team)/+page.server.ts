import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** My rounds. A guest has none and goes to the session the seat is for. */
export const load: PageServerLoad = async ({ locals, depends }) => {
  depends('app:now');
  if (locals.caller === null) redirect(303, '/signin');
  const guestOf = locals.caller.seats.find((seat) => seat.sessionId !== null)?.sessionId;
  if (guestOf) redirect(303, `/sessions/${guestOf}`);
  return { overviews: await locals.app.rounds.overview(locals.caller), now: Date.now() };
};

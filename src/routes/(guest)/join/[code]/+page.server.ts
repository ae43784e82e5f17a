import { redirect } from '@sveltejs/kit';
import { JoinAsGuest } from '#domain/people/entry.ts';
import type { JoinView } from '#domain/people/join.ts';
import { may } from '#domain/people/permissions.ts';
import { isRefused } from '#domain/refused.ts';
import { attempt } from '../../attempt.ts';
import { giveToken, heldToken } from '../../sign-in-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

/** The session behind the code. Who has a seat in it already goes straight in; a code that does not work is asked for again. */
export const load: PageServerLoad = async ({ params, locals, getClientAddress }) => {
  const view = await locals.app.people.joinView(params.code, getClientAddress()).catch((error: unknown) => {
    if (!isRefused(error)) throw error;
    return redirect(303, `/join?code=${encodeURIComponent(params.code.slice(0, 40))}&refused=${error.code}`);
  });
  if (isInside(locals.caller, view)) redirect(303, `/sessions/${view.sessionId}`);
  return { view, code: params.code };
};

export const actions: Actions = {
  default: async (event) => {
    const { request, params, locals } = event;
    const address = event.getClientAddress();
    const answer = await attempt(request, JoinAsGuest, async (guest) => {
      const view = await locals.app.people.joinView(params.code, address);
      // Sent twice, or a second window: one seat is enough, and so is one vote.
      if (isInside(locals.caller, view)) return { token: null, sessionId: view.sessionId };
      return locals.app.people.joinAsGuest({ ...guest, code: params.code, address, replaces: heldToken(event) });
    });
    if ('failure' in answer) return answer.failure;
    const { token, sessionId } = answer.done;
    if (token !== null) giveToken(event, token);
    redirect(303, `/sessions/${sessionId}`);
  },
};

const isInside = (caller: App.Locals['caller'], { roundId, sessionId }: JoinView): boolean =>
  may(caller, 'session.enter', { roundId, sessionId });

import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { PersonId } from '#domain/ids.ts';
import { SignIn } from '#domain/people/entry.ts';
import { wayBack } from '#domain/people/way-back.ts';
import { attempt } from '../attempt.ts';
import { giveToken, heldToken } from '../sign-in-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

/** Who is signed in with an account goes on; in a demo the page stays, to change the role. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const next = wayBack(url.searchParams.get('next'));
  const hasAccount = locals.caller?.seats.some((seat) => seat.sessionId === null) ?? false;
  if (hasAccount && !locals.app.demo) redirect(303, next);
  return { next, people: locals.app.demo ? await locals.app.people.demoPeople() : [] };
};

export const actions: Actions = {
  account: async (event) => {
    const { people } = event.locals.app;
    const answer = await attempt(event.request, SignIn, (input) =>
      people.signIn({ ...input, address: event.getClientAddress(), replaces: heldToken(event) }),
    );
    if ('failure' in answer) return answer.failure;
    giveToken(event, answer.done.token);
    redirect(303, wayBack(event.url.searchParams.get('next')));
  },
  demo: async (event) => {
    const answer = await attempt(event.request, v.object({ personId: PersonId }), ({ personId }) =>
      event.locals.app.people.enterAsDemo(personId, heldToken(event)),
    );
    if ('failure' in answer) return answer.failure;
    giveToken(event, answer.done.token);
    redirect(303, wayBack(event.url.searchParams.get('next')));
  },
};

import { error, redirect } from '@sveltejs/kit';
import { SetUp } from '#domain/people/entry.ts';
import { attempt } from '../../attempt.ts';
import { giveToken } from '../../sign-in-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

/** Looking at the page does not use the link up. */
export const load: PageServerLoad = async ({ params, locals, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' });
  if (!(await locals.app.people.isSetupLinkGood(params.token)))
    error(410, { message: 'link-expired', code: 'link-expired' });
};

export const actions: Actions = {
  default: async (event) => {
    const { people } = event.locals.app;
    const answer = await attempt(event.request, SetUp, (person) =>
      people.setUp({ ...person, token: event.params.token }),
    );
    if ('failure' in answer) return answer.failure;
    giveToken(event, answer.done.token);
    redirect(303, '/');
  },
};

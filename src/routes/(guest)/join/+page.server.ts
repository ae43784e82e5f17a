import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { SessionCode } from '#domain/session/code.ts';
import { attempt } from '../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

const Refusal = v.fallback(v.nullable(v.picklist(['code-unknown', 'too-many-tries'])), null);

/** A link with a code that did not work comes back here, with the code to correct. */
export const load: PageServerLoad = ({ url }) => ({
  code: url.searchParams.get('code') ?? '',
  refusal: v.parse(Refusal, url.searchParams.get('refused')),
});

export const actions: Actions = {
  default: async ({ request, locals, getClientAddress }) => {
    const form = v.object({ code: SessionCode });
    const answer = await attempt(request, form, async ({ code }) => {
      await locals.app.people.joinView(code, getClientAddress());
      return code;
    });
    if ('failure' in answer) return answer.failure;
    redirect(303, `/join/${answer.done}`);
  },
};

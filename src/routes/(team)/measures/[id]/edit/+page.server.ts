import { randomUUID } from 'node:crypto';
import { error, fail, redirect } from '@sveltejs/kit';
import { readTexts } from '#domain/measures/profile-form.ts';
import { may } from '#domain/people/permissions.ts';
import { orErrorPage } from '../../../../refusals.ts';
import { give } from '../../give.ts';
import { filledWith, typedIn } from '../../profile-form.ts';
import type { Actions, PageServerLoad } from './$types';

/** The typed fields of one measure, for those who may set them. A merged one leads to its page, which says so. */
export const load: PageServerLoad = async ({ locals: { app, caller }, params, url, depends }) => {
  depends('app:measures');
  const measure = await orErrorPage(app.measures.open(caller, params.id), url);
  if (!may(caller, 'measure.describe', { roundId: measure.roundId }))
    error(403, { message: 'not-allowed', code: 'not-allowed' });
  if (measure.mergedInto !== null) redirect(303, `/measures/${measure.id}`);
  return { measure, requestId: randomUUID() };
};

export const actions: Actions = {
  default: async (event) => {
    const { app, caller } = event.locals;
    const form = await event.request.formData();
    const typed = typedIn(form);
    const before = filledWith(form);
    const { change, errors } = readTexts(typed, before);
    // Without script the next try must still be compared with what the person saw, not with what others saved meanwhile.
    const sent = { typed, filledWith: before };
    if (Object.keys(errors).length > 0) return fail(400, { ...sent, errors, refusal: null });
    const { id: measureId, roundId } = await orErrorPage(app.measures.open(caller, event.params.id), event.url);
    if (Object.keys(change).length > 0) {
      const refused = await give(event, form, 'measure.describe', { roundId, measureId, fields: change });
      if (refused !== null) return fail(400, { ...sent, errors: {}, refusal: refused.data.refusal });
    }
    redirect(303, `/measures/${measureId}`);
  },
};

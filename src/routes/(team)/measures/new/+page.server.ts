import { randomUUID } from 'node:crypto';
import { error, fail, redirect } from '@sveltejs/kit';
import { blankProfile } from '#domain/measures/profile.ts';
import { readTexts } from '#domain/measures/profile-form.ts';
import { similarTo } from '#domain/measures/similarity.ts';
import { may } from '#domain/people/permissions.ts';
import { fieldOf, give } from '../give.ts';
import { typedIn } from '../profile-form.ts';
import type { Actions, PageServerLoad } from './$types';

/** The rounds in which somebody may write down a measure, with their measures, to see whether it is there already. */
export const load: PageServerLoad = async ({ locals: { app, caller } }) => {
  if (caller === null) return { rounds: [], analyses: [], measures: [], requestId: randomUUID() };
  const rounds = (await app.measures.rounds(caller)).filter(({ id }) => may(caller, 'measure.add', { roundId: id }));
  if (rounds.length === 0) error(403, { message: 'not-allowed', code: 'not-allowed' });
  const [analyses, measures] = await Promise.all([app.analyses.list(caller), app.measures.list(caller)]);
  return {
    ...{ rounds, requestId: randomUUID() },
    analyses: analyses.map(({ id, key, title, roundId }) => ({ id, key, title, roundId })),
    measures: measures.map(({ id, key, title, summary, targetGroup, areas, roundId }) => ({
      ...{ id, key, title, summary, targetGroup, areas, roundId },
    })),
  };
};

export const actions: Actions = {
  default: async (event) => {
    const { app, caller } = event.locals;
    const form = await event.request.formData();
    const typed = typedIn(form);
    const { change, errors } = readTexts({ ...typed, title: typed.title ?? '' }, { title: '\u0000' });
    if (Object.keys(errors).length > 0) return fail(400, { errors, typed, refusal: null, similar: [] });
    const fields = { ...blankProfile(''), ...change };
    const roundId = fieldOf(form, 'roundId');
    const others = caller === null ? [] : await app.measures.list(caller);
    const alike = similarTo(
      { ...blankProfile(''), ...defined(change) },
      others.filter((other) => other.roundId === roundId),
    );
    const similar = alike.map(({ measure: { id, key, title } }) => ({ id, key, title }));
    if (similar.length > 0 && fieldOf(form, 'anyway') === '')
      return fail(409, { errors: {}, typed, refusal: null, similar });
    const analysisIds = [fieldOf(form, 'analysisId')].filter((id) => id !== '');
    const measures = [{ fields, status: 'idea', analysisIds, text: {} }];
    const refused = await give(event, form, 'measure.add', { roundId, measures });
    if (refused !== null) return fail(400, { errors: {}, typed, refusal: refused.data.refusal, similar });
    const added =
      caller === null ? undefined : (await app.measures.list(caller)).findLast((each) => each.roundId === roundId);
    redirect(303, added === undefined ? '/measures' : `/measures/${added.id}`);
  },
};

const defined = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

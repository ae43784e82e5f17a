import { randomUUID } from 'node:crypto';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import { similarTo } from '#domain/measures/similarity.ts';
import { type Action, may } from '#domain/people/permissions.ts';
import { orErrorPage } from '../../../refusals.ts';
import { advance, fieldOf, give } from '../give.ts';
import type { Actions, PageServerLoad } from './$types';

/** One measure with what may be tied to it and what it may be the same as. The text has a connection of its own. */
export const load: PageServerLoad = async ({ locals: { app, caller }, params, url, depends }) => {
  depends('app:measures');
  const measure = await orErrorPage(app.measures.open(caller, params.id), url);
  const { id, roundId } = measure;
  const mayDo = (action: Action) => may(caller, action, { roundId });
  const [others, linkable] =
    caller === null ? [[], []] : await Promise.all([app.measures.list(caller), app.measures.linkable(caller, roundId)]);
  const ofRound = others.filter((other) => other.roundId === roundId && other.id !== id);
  const named = ofRound.map(({ id, key, title }) => ({ id, key, title }));
  const alike = measure.mergedInto === null ? similarTo(measure, ofRound) : [];
  return {
    ...{ measure, linkable, others: named, requestId: randomUUID() },
    similar: alike.map(({ measure: { id, key, title } }) => ({ id, key, title })),
    rights: { write: mayDo('measure.describe'), advance: mayDo('measure.advance'), merge: mayDo('measure.merge') },
  };
};

/** `kind id` as the lists of a form send it. */
async function link(event: RequestEvent, command: 'measure.link' | 'measure.unlink') {
  const form = await event.request.formData();
  const [kind, id] = fieldOf(form, 'to').split(' ');
  return (await give(event, form, command, { ...ofOne(form), to: { kind, id } })) ?? { done: true };
}

const ofOne = (form: FormData) => ({ roundId: fieldOf(form, 'roundId'), measureId: fieldOf(form, 'measureId') });

async function merge(event: RequestEvent) {
  const form = await event.request.formData();
  const into = fieldOf(form, 'into');
  const refused = await give(event, form, 'measure.merge', { ...ofOne(form), into });
  return refused ?? redirect(303, `/measures/${into}#merged`);
}

async function split(event: RequestEvent) {
  const form = await event.request.formData();
  return (await give(event, form, 'measure.split', ofOne(form))) ?? { done: true };
}

export const actions: Actions = {
  advance,
  link: (event) => link(event, 'measure.link'),
  unlink: (event) => link(event, 'measure.unlink'),
  merge,
  split,
};

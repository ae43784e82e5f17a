import { randomUUID } from 'node:crypto';
import { type ActionFailure, fail, redirect } from '@sveltejs/kit';
import type { CommandName } from '#domain/contract.ts';
import { arrange } from '#domain/prioritisation/agreement.ts';
import type { ConcludeMistakes } from '#lib/prioritisation/conclude.ts';
import { orErrorPage } from '../../../../refusals.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** The result as it stands; whoever may write down what follows gets an id under which a form counts once. */
export const load: PageServerLoad = async ({ locals: { app, caller }, params, url, depends }) => {
  depends('app:now');
  return { page: await orErrorPage(app.results.open(caller, params.id), url), requestId: randomUUID() };
};

export const actions: Actions = {
  agree: async (event) => {
    const form = await readForm(event.request);
    const base = (form.texts['order'] ?? '').split(',').map(Number);
    const order = arrange(base, form.places.map(Number));
    const typed = { ...form.texts, order: order.join(',') };
    return conclude(event, 'order.agree', { form: 'agree', typed }, { order, reason: form.texts['reason'] ?? '' }, 10);
  },
  recommend: async (event) => {
    const { texts: typed } = await readForm(event.request);
    const { way, reason = '', dissent = '' } = typed;
    const input = { option: Number(typed['option']), way, reason, dissent };
    return conclude(event, 'measure.recommend', { form: 'recommend', typed }, input, 1);
  },
};

/** Sends the command that the form stands for; the server checks it as it checks every other. */
async function conclude(
  { locals: { app, caller }, params, url }: RequestEvent,
  command: CommandName,
  sent: Pick<ConcludeMistakes, 'form' | 'typed'>,
  input: { readonly reason: string } & Readonly<Record<string, unknown>>,
  least: number,
): Promise<ActionFailure<ConcludeMistakes>> {
  if (input.reason.trim().length < least) return fail(400, { ...sent, wrong: ['reason'], refusal: null });
  const { ballot, session } = await orErrorPage(app.results.open(caller, params.id), url);
  const whole = { ...input, sessionId: session.id, ballotId: ballot.id };
  const reply = await app.run(caller, { requestId: sent.typed['requestId'], command, input: whole });
  if (!reply.ok) return fail(400, { ...sent, wrong: [], refusal: reply.code });
  redirect(303, url.pathname);
}

/** The text fields of a form, and the places in the order of the rows; a body that cannot be read is an empty form. */
async function readForm(request: Request): Promise<{ texts: Record<string, string>; places: string[] }> {
  const form = await request.formData().catch(() => new FormData());
  const texts = [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
  return {
    texts: Object.fromEntries(texts),
    places: texts.filter(([name]) => name === 'place').map(([, value]) => value),
  };
}

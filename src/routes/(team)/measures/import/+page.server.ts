import { randomUUID } from 'node:crypto';
import { error, fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { RoundId } from '#domain/ids.ts';
import { may } from '#domain/people/permissions.ts';
import { orErrorPage, orRefusal } from '../../../refusals.ts';
import { fieldOf, give } from '../give.ts';
import type { Actions, PageServerLoad } from './$types';

/** The rounds into which somebody may take over measures. */
export const load: PageServerLoad = async ({ locals: { app, caller } }) => {
  if (caller === null) return { rounds: [], requestId: randomUUID() };
  const rounds = (await app.measures.rounds(caller)).filter(({ id }) => may(caller, 'measure.add', { roundId: id }));
  if (rounds.length === 0) error(403, { message: 'not-allowed', code: 'not-allowed' });
  return { rounds, requestId: randomUUID() };
};

const Cells = v.array(v.array(v.string()));

export const actions: Actions = {
  /** Reads the file and shows what would come of it. Stores nothing. */
  preview: async ({ request, locals: { app, caller }, url }) => {
    const form = await request.formData();
    const file = form.get('file');
    const roundId = v.safeParse(RoundId, fieldOf(form, 'roundId'));
    if (!(file instanceof File) || file.size === 0 || !roundId.success)
      return fail(400, { problem: 'missing' as const });
    const bytes = new Uint8Array(await file.arrayBuffer());
    const found = await orErrorPage(app.measures.preview(caller, roundId.output, bytes), url);
    if (typeof found === 'string') return fail(400, { problem: found });
    return { ...found, roundId: roundId.output };
  },
  /** Takes over the rows that were chosen: all of them, or none. Where that fails, the preview and the choice come back. */
  take: async (event) => {
    const { app, caller } = event.locals;
    const form = await event.request.formData();
    const roundId = v.safeParse(RoundId, fieldOf(form, 'roundId'));
    const cells = v.safeParse(Cells, fromJson(fieldOf(form, 'cells')));
    if (!roundId.success || !cells.success) return fail(400, { problem: 'missing' as const });
    const found = await orRefusal(app.measures.previewRows(caller, roundId.output, cells.output));
    if (typeof found === 'string') return fail(400, { problem: found });
    if ('refusal' in found) return fail(403, found);
    const chosen = form.getAll('row').map(Number);
    const shown = { ...found, roundId: roundId.output, chosen };
    if (chosen.length === 0) return fail(400, { ...shown, problem: 'nothing-chosen' as const });
    const taken = found.reading.measures.filter(({ row }) => chosen.includes(row));
    if (taken.length < chosen.length) return fail(409, { ...shown, problem: 'rows-changed' as const });
    const measures = taken.map(({ measure }) => measure);
    const refused = await give(event, form, 'measure.add', { roundId: roundId.output, measures });
    return refused === null ? { taken: taken.length } : fail(refused.status, { ...shown, ...refused.data });
  },
};

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

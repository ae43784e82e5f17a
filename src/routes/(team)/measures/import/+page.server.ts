import { randomUUID } from 'node:crypto';
import { error, fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { RoundId } from '#domain/ids.ts';
import { may } from '#domain/people/permissions.ts';
import { orErrorPage } from '../../../refusals.ts';
import { fieldOf, give } from '../give.ts';
import type { Actions, PageServerLoad } from './$types';

/** The rounds into which somebody may take over measures. */
export const load: PageServerLoad = async ({ locals: { app, caller } }) => {
  if (caller === null) return { rounds: [], requestId: randomUUID() };
  const rounds = (await app.measures.rounds(caller)).filter(({ id }) => may(caller, 'measure.add', { roundId: id }));
  if (rounds.length === 0) error(403, { message: 'not-allowed', code: 'not-allowed' });
  return { rounds, requestId: randomUUID() };
};

const Rows = v.array(v.object({ row: v.number(), measure: v.unknown() }));

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
    return { reading: found, roundId: roundId.output };
  },
  /** Takes over the rows that were chosen: all of them, or none. */
  take: async (event) => {
    const form = await event.request.formData();
    const rows = v.safeParse(Rows, fromJson(fieldOf(form, 'rows')));
    const chosen = form.getAll('row');
    const measures = rows.success
      ? rows.output.filter(({ row }) => chosen.includes(String(row))).map(({ measure }) => measure)
      : [];
    if (measures.length === 0) return fail(400, { problem: 'nothing-chosen' as const });
    const refused = await give(event, form, 'measure.add', { roundId: fieldOf(form, 'roundId'), measures });
    return refused ?? { taken: measures.length };
  },
};

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

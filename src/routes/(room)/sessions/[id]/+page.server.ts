import { redirect } from '@sveltejs/kit';
import { seatIn } from '#domain/people/caller.ts';
import { roleMay } from '#domain/people/permissions.ts';
import { orErrorPage } from '../../../refusals.ts';
import type { PageServerLoad } from './$types';

/** The session as the caller may see it now; from here on it is followed live. */
export const load: PageServerLoad = async ({ locals: { app, caller }, params, url }) => {
  if (caller === null) redirect(303, `/signin?next=${encodeURIComponent(url.pathname)}`);
  const snapshot = await orErrorPage(app.sessions.snapshot(caller, params.id), url);
  const role = seatIn(caller, snapshot.view.roundId)?.role ?? 'observer';
  const { personId } = caller;
  const all = roleMay(role, 'ballot.open') ? await app.measures.list(caller) : [];
  const measures = all.filter(({ roundId }) => roundId === snapshot.view.roundId);
  return { snapshot, personId, role, measures, joinUrl: `${app.address}/join/`, demo: app.demo };
};

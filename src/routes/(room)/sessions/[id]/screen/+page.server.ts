import { redirect } from '@sveltejs/kit';
import { orErrorPage } from '../../../../refusals.ts';
import type { PageServerLoad } from './$types';

/** What the room sees: nothing that is only for the person who opened it. */
export const load: PageServerLoad = async ({ locals: { app, caller }, params, url }) => {
  if (caller === null) redirect(303, `/signin?next=${encodeURIComponent(url.pathname)}`);
  const snapshot = await orErrorPage(app.sessions.snapshot(caller, params.id), url);
  return { snapshot, personId: caller.personId, joinUrl: `${app.address}/join/`, demo: app.demo };
};

import { redirect } from '@sveltejs/kit';
import type { LayoutServerLoad } from './$types';

/** The frame of the workspace: who I am, my rounds with their counts. Strangers sign in first. */
export const load: LayoutServerLoad = async ({ locals, url }) => {
  if (locals.caller === null) redirect(303, `/signin?next=${encodeURIComponent(url.pathname)}`);
  const { name, initials, tone } = locals.caller;
  const rounds = await locals.app.rounds.list(locals.caller);
  const { locale, theme, app } = locals;
  return { shell: { person: { name, initials, tone }, rounds, demo: app.demo, locale, theme } };
};

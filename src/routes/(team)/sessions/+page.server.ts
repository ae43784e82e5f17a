import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  sessions: locals.caller === null ? [] : await locals.app.sessions.list(locals.caller),
});

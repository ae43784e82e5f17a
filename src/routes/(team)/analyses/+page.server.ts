import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  analyses: locals.caller === null ? [] : await locals.app.analyses.list(locals.caller),
});

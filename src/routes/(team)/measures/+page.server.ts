import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  measures: locals.caller === null ? [] : await locals.app.measures.list(locals.caller),
});

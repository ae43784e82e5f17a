import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { app, caller } }) => {
  if (caller === null) return { measures: [], lastResult: null };
  const [measures, lastResult] = await Promise.all([app.measures.list(caller), app.rounds.lastResult(caller)]);
  return { measures, lastResult };
};

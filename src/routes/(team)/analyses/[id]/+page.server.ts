import { orErrorPage } from '../../../refusals.ts';
import type { PageServerLoad } from './$types';

/** The analysis with its evidence. The text itself comes over the document's own connection. */
export const load: PageServerLoad = async ({ locals: { app, caller }, params, url }) => ({
  analysis: await orErrorPage(app.analyses.open(caller, params.id), url),
});

import { orErrorPage } from '../../../refusals.ts';
import type { PageServerLoad } from './$types';

/** The board with its history. The order itself comes over the document's own connection. */
export const load: PageServerLoad = async ({ locals: { app, caller }, url }) => ({
  board: await orErrorPage(app.boards.open(caller, url.searchParams.get('round')), url),
});

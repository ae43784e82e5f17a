import { m } from '#lib/paraglide/messages.js';
import { resultFile } from '#lib/prioritisation/result-file.ts';
import { orErrorPage } from '../../../../../refusals.ts';
import type { RequestHandler } from './$types';

/** The result as a table for a spreadsheet: never more than its page shows, and like that nothing before the close. */
export const GET: RequestHandler = async ({ locals: { app, caller }, params, url }) => {
  const page = await orErrorPage(app.results.open(caller, params.id), url);
  const name = `${m.result_file_name()}-${(page.ballot.closedAt ?? '').slice(0, 10)}.csv`;
  return new Response(resultFile(page), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-store',
    },
  });
};

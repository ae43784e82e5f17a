import { error } from '@sveltejs/kit';
import { readView } from '#domain/measures/list-view.ts';
import type { RequestHandler } from './$types';

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The measures of the list as the address narrows it, as a file; with `template` its headings alone. */
export const GET: RequestHandler = async ({ locals: { app, caller }, url }) => {
  if (caller === null) error(401, { message: 'not-signed-in', code: 'not-signed-in' });
  const format = url.searchParams.get('format') === 'csv' ? 'csv' : 'xlsx';
  const filter = url.searchParams.has('template') ? 'empty' : readView(url.searchParams).filter;
  const file = await app.measures.exportAs(caller, { format, filter });
  return new Response(new Uint8Array(file), {
    headers: {
      'content-type': types[format],
      'content-disposition': `attachment; filename="massnahmen.${format}"; filename*=UTF-8''Ma%C3%9Fnahmen.${format}`,
    },
  });
};

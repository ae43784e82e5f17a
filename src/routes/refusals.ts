import { error, redirect } from '@sveltejs/kit';
import { isRefused, type RefusalCode } from '#domain/refused.ts';

const statuses: Partial<Record<RefusalCode, number>> = {
  'not-allowed': 403,
  'foreign-origin': 403,
  'not-found': 404,
  'code-unknown': 404,
  'link-expired': 410,
  'too-many-tries': 429,
  failed: 500,
};

/** For loads: what the server refuses becomes the error page that says so, or the sign-in page that comes back here. */
export async function orErrorPage<Result>(work: Promise<Result>, url: URL): Promise<Result> {
  try {
    return await work;
  } catch (refusal) {
    if (!isRefused(refusal)) throw refusal;
    if (refusal.code === 'not-signed-in') redirect(303, `/signin?next=${encodeURIComponent(url.pathname)}`);
    error(statuses[refusal.code] ?? 400, { message: refusal.code, code: refusal.code });
  }
}

/** For forms: what the server refuses is told beside the form, which stays as it was. */
export async function orRefusal<Result>(work: Promise<Result>): Promise<Result | { refusal: RefusalCode }> {
  try {
    return await work;
  } catch (refusal) {
    if (!isRefused(refusal)) throw refusal;
    return { refusal: refusal.code };
  }
}

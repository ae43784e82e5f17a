import { redirect, type RequestHandler } from '@sveltejs/kit';
import * as v from 'valibot';
import { wayBack } from '#domain/people/way-back.ts';

const year = 60 * 60 * 24 * 365;
const Preferences = v.object({
  locale: v.optional(v.picklist(['de', 'en'])),
  theme: v.optional(v.picklist(['system', 'light', 'dark'])),
  /** A path of this site to come back to. */
  back: v.fallback(
    v.pipe(
      v.string(),
      v.transform((path) => wayBack(path)),
    ),
    '/',
  ),
});

/** Language and theme, as plain forms that work without JavaScript. What does not fit is left as it was. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
  const form = await request.formData().catch(() => new FormData());
  const sent = v.safeParse(Preferences, Object.fromEntries(form));
  if (!sent.success) redirect(303, '/');
  const { locale, theme, back } = sent.output;
  const secure = url.protocol === 'https:';
  const options = { path: '/', maxAge: year, httpOnly: false, sameSite: 'lax', secure } as const;
  if (locale !== undefined) cookies.set('locale', locale, options);
  if (theme !== undefined) cookies.set('theme', theme, options);
  redirect(303, back);
};

import type { LayoutServerLoad } from './$types';

/** What every page needs to know of the person's settings. */
export const load: LayoutServerLoad = ({ locals }) => ({
  demo: locals.app.demo,
  locale: locals.locale,
  theme: locals.theme,
});

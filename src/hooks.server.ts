import { error, type Handle, type HandleServerError } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { refusalText } from '#lib/live/refusal-text.ts';
import { paraglideMiddleware } from '#lib/paraglide/server.js';

const runningApp = (): App.Locals['app'] => {
  const app: unknown = Reflect.get(globalThis, Symbol.for('planungsrunde.app'));
  if (app === undefined) throw new Error('The application has not been started: run `npm start` or `npm run dev`.');
  return app as App.Locals['app'];
};

const language: Handle = ({ event, resolve }) =>
  paraglideMiddleware(event.request, ({ request, locale }) => {
    event.request = request;
    event.locals.locale = locale;
    const theme = event.cookies.get('theme');
    event.locals.theme = theme === 'light' || theme === 'dark' ? theme : 'system';
    return resolve(event, {
      transformPageChunk: ({ html }) => html.replaceAll('%lang%', locale).replaceAll('%theme%', event.locals.theme),
      preload: ({ type, path }) => type === 'js' || type === 'css' || /fira-sans-latin-(400|600)-normal/.test(path),
    });
  });

/** A form from a foreign page never reaches an action. */
const origin: Handle = ({ event, resolve }) => {
  const safe = ['GET', 'HEAD', 'OPTIONS'].includes(event.request.method);
  if (safe || event.locals.app.accepts(event.request.headers.get('origin') ?? undefined)) return resolve(event);
  event.locals.app.log.warn('foreign-origin', { path: event.route.id });
  // Too early for our error page: SvelteKit puts this sentence into src/error.html.
  error(403, { message: refusalText('foreign-origin'), code: 'foreign-origin' });
};

const caller: Handle = async ({ event, resolve }) => {
  event.locals.app = runningApp();
  const { people } = event.locals.app;
  const token = people.tokenFrom(event.request.headers.get('cookie') ?? undefined);
  const found = token === undefined ? null : await people.callerOf(token);
  event.locals.caller = found?.caller ?? null;
  if (token !== undefined && (found === null || found.fresh)) {
    const { name, value, options } = people.cookie(found === null ? null : token);
    event.cookies.set(name, value, options);
  }
  return resolve(event);
};

/** What a signed-in person saw is not kept by the browser of a shared PC. */
const discretion: Handle = async ({ event, resolve }) => {
  const response = await resolve(event);
  if (event.locals.caller !== null) response.headers.set('cache-control', 'private, no-store');
  return response;
};

export const handle = sequence(language, caller, origin, discretion);

/** Unexpected errors are logged once, without content; the page gets words from the error page, by code. */
export const handleError: HandleServerError = ({ error: bug, event, status }) => {
  if (status === 404) return { message: 'not-found', code: 'not-found' };
  event.locals.app?.log.error('page-failed', { route: event.route.id, error: bug });
  return { message: 'failed', code: 'failed' };
};

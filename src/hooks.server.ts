import { error, type Handle, type HandleServerError } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
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
  error(403, { message: 'foreign-origin', code: 'foreign-origin' });
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

const headers: Handle = async ({ event, resolve }) => {
  const response = await resolve(event);
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('referrer-policy', 'same-origin');
  response.headers.set('cross-origin-opener-policy', 'same-origin');
  response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), browsing-topics=()');
  if (event.url.protocol === 'https:') response.headers.set('strict-transport-security', 'max-age=31536000');
  return response;
};

export const handle = sequence(headers, language, caller, origin);

/** Unexpected errors are logged once, without content; the page gets words from the error page, by code. */
export const handleError: HandleServerError = ({ error: bug, event, status }) => {
  if (status === 404) return { message: 'not-found', code: 'not-found' };
  event.locals.app?.log.error('page-failed', { route: event.route.id, error: bug });
  return { message: 'failed', code: 'failed' };
};

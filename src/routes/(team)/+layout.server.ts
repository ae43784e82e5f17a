import { redirect } from '@sveltejs/kit';
import type { LayoutServerLoad } from './$types';

/** The frame of the workspace: who I am, my rounds with their counts, what runs now. Strangers sign in first. */
export const load: LayoutServerLoad = async ({ locals, url, depends }) => {
  depends('app:now');
  if (locals.caller === null) redirect(303, `/signin?next=${encodeURIComponent(url.pathname)}`);
  const { personId: id, name, initials, tone, seats } = locals.caller;
  const { locale, theme, app } = locals;
  const [rounds, openSession] = await Promise.all([
    app.rounds.list(locals.caller),
    app.rounds.openSession(locals.caller),
  ]);
  const entered = openSession?.hasEntered ? await app.sessions.sketch(locals.caller, openSession.id) : null;
  const guestOf = seats.find((seat) => seat.sessionId !== null)?.sessionId ?? null;
  return {
    shell: {
      person: { id, name, initials, tone },
      rounds,
      openSession,
      entered,
      guestOf,
      demo: app.demo,
      locale,
      theme,
    },
  };
};

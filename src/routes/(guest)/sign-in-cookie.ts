import type { RequestEvent } from '@sveltejs/kit';

/** The token that the browser holds now. */
export const heldToken = ({ locals, request }: RequestEvent): string | undefined =>
  locals.app.people.tokenFrom(request.headers.get('cookie') ?? undefined);

/** Gives the browser a new token, or with null takes the old one away. */
export function giveToken({ locals, cookies }: RequestEvent, token: string | null): void {
  const { name, value, options } = locals.app.people.cookie(token);
  cookies.set(name, value, options);
}

import { Refused } from '#domain/refused.ts';
import type { SessionStatus } from './session.ts';

/** @throws Refused 'session-not-open' before the session, 'session-over' after it */
export function mustBeOpen({ status }: { readonly status: SessionStatus }): void {
  if (status === 'planned') throw new Refused('session-not-open');
  if (status === 'closed') throw new Refused('session-over');
}

import { Refused } from '#domain/refused.ts';
import type { SessionRow } from '../commands.ts';

/** @throws Refused 'session-not-open' before the session, 'session-over' after it */
export function mustBeOpen({ status }: SessionRow): void {
  if (status === 'planned') throw new Refused('session-not-open');
  if (status === 'closed') throw new Refused('session-over');
}

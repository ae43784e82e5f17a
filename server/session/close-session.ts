import { mustBeOpen } from '#domain/session/must-be-open.ts';
import type { Verb } from '../commands.ts';
import { closeRunningBallot } from '../prioritisation/close-ballot.ts';
import type { Envelopes } from '../prioritisation/envelopes.ts';

/**
 * Closes an open session, and before it the ballot that is still running. Its code is no longer good.
 * @throws Refused 'session-not-open', 'session-over', 'grace-runs' while the announced end of that ballot has not come
 */
export const closeSession =
  (envelopes: Envelopes): Verb<'session.close'> =>
  async (changes, { caller, session }) => {
    mustBeOpen(session);
    const ballot = await closeRunningBallot(changes, envelopes, caller, session);
    await changes.updateTable('session').set({ status: 'closed', code: null }).where('id', '=', session.id).execute();
    const told = [...(ballot?.told ?? []), { fact: { kind: 'session.closed' as const } }];
    const closed = ballot?.subject ?? null;
    const withIt = closed === null ? [] : [{ what: 'ballot.close', subject: closed } as const];
    return { told, subject: session.id, withIt, after: ballot?.after };
  };

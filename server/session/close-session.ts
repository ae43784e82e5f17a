import { mustBeOpen } from '#domain/session/must-be-open.ts';
import type { Verb } from '../commands.ts';
import { closeRunningBallot } from '../prioritisation/close-ballot.ts';

/**
 * Closes an open session, and before it the ballot that is still running. Its code is no longer good.
 * @throws Refused 'session-not-open', 'session-over'
 */
export const closeSession: Verb<'session.close'> = async (changes, { caller, session }) => {
  mustBeOpen(session);
  const told = await closeRunningBallot(changes, caller, session);
  await changes.updateTable('session').set({ status: 'closed', code: null }).where('id', '=', session.id).execute();
  return { told: [...told, { fact: { kind: 'session.closed' } }], subject: session.id };
};

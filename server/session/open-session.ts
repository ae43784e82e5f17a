import { randomInt } from 'node:crypto';
import { Refused } from '#domain/refused.ts';
import { codeAlphabet, makeCode, type SessionCode } from '#domain/session/code.ts';
import type { Verb } from '../commands.ts';
import type { Changes } from '../database/database.ts';

/**
 * Opens a planned session and gives it the code that guests join with.
 * @throws Refused 'session-already-open', 'session-over'
 */
export const openSession: Verb<'session.open'> = async (changes, { session }) => {
  if (session.status === 'open') throw new Refused('session-already-open');
  if (session.status === 'closed') throw new Refused('session-over');
  const code = await freshCode(changes);
  await changes.updateTable('session').set({ status: 'open', code }).where('id', '=', session.id).execute();
  return { told: [{ fact: { kind: 'session.opened', code } }], subject: session.id };
};

/** Two sessions opening at once with one code are stopped by the unique key; that takes 8.5·10¹¹ to one. */
async function freshCode(changes: Changes): Promise<SessionCode> {
  for (;;) {
    const code = makeCode(() => randomInt(codeAlphabet.length));
    const taken = await changes.selectFrom('session').select('id').where('code', '=', code).executeTakeFirst();
    if (taken === undefined) return code;
  }
}

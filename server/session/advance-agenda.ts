import { Refused } from '#domain/refused.ts';
import { mustBeOpen } from '#domain/session/must-be-open.ts';
import type { Verb } from '../commands.ts';

/**
 * Moves an open session to one of its agenda items, forward or back; the item's time starts now.
 * @throws Refused 'session-not-open', 'session-over', 'not-found' for an item of another session
 */
export const advanceAgenda: Verb<'agenda.advance'> = async (changes, { session, input }) => {
  mustBeOpen(session);
  const item = await changes
    .updateTable('agenda_item')
    .set({ started_at: session.at })
    .where('session_id', '=', session.id)
    .where('id', '=', input.itemId)
    .returning('id')
    .executeTakeFirst();
  if (item === undefined) throw new Refused('not-found');
  await changes.updateTable('session').set({ current_item_id: item.id }).where('id', '=', session.id).execute();
  const fact = { kind: 'agenda.advanced', itemId: item.id, at: session.at.toISOString() } as const;
  return { told: [{ fact }], subject: item.id };
};

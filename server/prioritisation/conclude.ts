import { Refused } from '#domain/refused.ts';
import type { Verb } from '../commands.ts';
import { closedBallot } from './frozen-ballot.ts';

/**
 * Writes down an order that the round agrees on instead of the counted one, with its reason. The counted one stays beside
 * it; agreeing again adds a newer order.
 * @throws Refused 'bad-input' where an option is missing or stands twice, 'ballot-running', 'not-found'
 */
export const agreeOrder: Verb<'order.agree'> = async (changes, { caller, session, input }) => {
  const { order, reason } = input;
  const { id, options } = await closedBallot(changes, session.id, input.ballotId);
  const isWhole = order.length === options && new Set(order).size === options && Math.max(...order) < options;
  if (!isWhole) throw new Refused('bad-input');
  const row = { ballot_id: id, places: [...order], reason, agreed_by: caller.personId, at: session.at };
  await changes.insertInto('agreed_order').values(row).execute();
  const agreed = { order, reason, by: caller.name, at: session.at.toISOString() };
  return { told: [{ fact: { kind: 'order.agreed', ballotId: id, agreed } }], subject: id };
};

/**
 * Writes down what the round recommends for one option; a later one takes its place, the earlier ones stay in the database.
 * @throws Refused 'bad-input' for an option that the ballot does not have, 'ballot-running', 'not-found'
 */
export const recommend: Verb<'measure.recommend'> = async (changes, { caller, session, input }) => {
  const { option, way, reason, dissent } = input;
  const { id, options } = await closedBallot(changes, session.id, input.ballotId);
  if (option >= options) throw new Refused('bad-input');
  const row = { ballot_id: id, option, way, reason, dissent, written_by: caller.personId, at: session.at };
  await changes.insertInto('recommendation').values(row).execute();
  const recommendation = { option, way, reason, dissent, by: caller.name, at: session.at.toISOString() };
  return { told: [{ fact: { kind: 'measure.recommended', ballotId: id, recommendation } }], subject: id };
};

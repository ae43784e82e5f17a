import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { PersonId } from '#domain/ids.ts';
import { change, type Database } from '../../server/database/database.ts';
import { createSignIns } from '../../server/people/sessions.ts';
import type { SampleRound } from '../support/sample-round.ts';

/** Opens the session with so many guests in it, and signs them and the moderator in. Answers with their tokens. */
export async function plantVoters(
  db: Database,
  { sessionId, people }: SampleRound,
  count: number,
): Promise<{ moderator: string; tokens: string[] }> {
  const ids = Array.from({ length: count }, () => v.parse(PersonId, randomUUID()));
  await change(db, async (changes) => {
    const person = { initials: 'G', tone: 1 as const, email: null, password_hash: null };
    await changes
      .insertInto('person')
      .values(ids.map((id, index) => ({ id, name: `Gast ${index + 1}`, ...person })))
      .execute();
    await changes
      .insertInto('guest')
      .values(ids.map((id) => ({ person_id: id, session_id: sessionId, group_id: null })))
      .execute();
    const present = [people.moderation.personId, ...ids];
    await changes
      .insertInto('attendance')
      .values(present.map((id, index) => ({ person_id: id, session_id: sessionId, clock: index })))
      .execute();
    await changes
      .updateTable('session')
      .set({ status: 'open', code: 'ABCD2345', clock: present.length })
      .where('id', '=', sessionId)
      .execute();
  });
  const signIns = createSignIns(db, () => new Date());
  const tokens: string[] = [];
  for (const id of ids) tokens.push(await signIns.open(id));
  return { moderator: await signIns.open(people.moderation.personId), tokens };
}

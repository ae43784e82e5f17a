import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { PersonId, RoundId } from '#domain/ids.ts';
import { change, type Database } from '../../server/database/database.ts';
import { createSignIns } from '../../server/people/sessions.ts';
import { fingerprint } from '../../server/people/tokens.ts';

/** Who is behind all clients of a measurement: a planner of one round, signed in. */
export type SignedInMember = { readonly token: string; readonly roundId: RoundId; readonly personId: PersonId };

/** Writes a round with one planner, and signs her in; with a token of one's own choice where one is given. */
export async function plantMember(db: Database, chosen?: string): Promise<SignedInMember> {
  const roundId = v.parse(RoundId, randomUUID());
  const personId = v.parse(PersonId, randomUUID());
  await change(db, async (changes) => {
    await changes.insertInto('round').values({ id: roundId, title: 'Messrunde', mandate: 'Messen' }).execute();
    const person = { name: 'Messtechnik', initials: 'ME', tone: 1 as const, email: null, password_hash: null };
    await changes
      .insertInto('person')
      .values({ id: personId, ...person })
      .execute();
    await changes
      .insertInto('membership')
      .values({ round_id: roundId, person_id: personId, role: 'planner', group_id: null })
      .execute();
  });
  const token = await createSignIns(db, () => new Date()).open(personId);
  if (chosen !== undefined)
    await change(db, (changes) =>
      changes
        .updateTable('signin')
        .set({ id: fingerprint(chosen) })
        .where('id', '=', fingerprint(token))
        .execute(),
    );
  return { token: chosen ?? token, roundId, personId };
}

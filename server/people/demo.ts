import type { PersonId } from '#domain/ids.ts';
import type { Role, Tone } from '#domain/people/caller.ts';
import { Refused } from '#domain/refused.ts';
import type { Queries } from '../database/database.ts';

/** An account of the fictional demo round. It has no password: one click enters as it. */
export type DemoPerson = {
  readonly personId: PersonId;
  readonly name: string;
  readonly initials: string;
  readonly tone: Tone;
  readonly role: Role;
  readonly group: string | null;
};

/** The accounts of the demo round; nobody where this database is not a demo. Whoever has a password is not one of them. */
export async function demoPeople(db: Queries): Promise<DemoPerson[]> {
  const rows = await db
    .selectFrom('setting')
    .innerJoin('membership', (join) => join.onTrue())
    .innerJoin('person', 'person.id', 'membership.person_id')
    .leftJoin('stakeholder_group as g', 'g.id', 'membership.group_id')
    .select([
      'person.id as personId',
      'person.name',
      'person.initials',
      'person.tone',
      'membership.role',
      'g.name as group',
    ])
    .where('setting.name', '=', 'demo')
    .where('setting.value', '=', 'yes')
    .where('person.password_hash', 'is', null)
    .orderBy('person.created_at')
    .orderBy('person.name')
    .execute();
  const once = new Map(rows.map((row) => [row.personId, row]));
  return [...once.values()];
}

/** @throws Refused 'not-allowed' unless the person is an account of a demo */
export async function mustBeDemoPerson(db: Queries, personId: PersonId): Promise<void> {
  const people = await demoPeople(db);
  if (!people.some((person) => person.personId === personId)) throw new Refused('not-allowed');
}

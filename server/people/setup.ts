import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import * as v from 'valibot';
import { PersonId, RoundId } from '#domain/ids.ts';
import { initialsOf } from '#domain/people/caller.ts';
import type { SetUp } from '#domain/people/entry.ts';
import { Refused } from '#domain/refused.ts';
import { type Changes, change, type Database, type Queries } from '../database/database.ts';
import { hashPassword } from './passwords.ts';
import { fingerprint, freshToken } from './tokens.ts';

const day = 24 * 3_600_000;

/** A link's token for the first coordinator: good for 24 hours, until there is an account. Earlier ones stop working. */
export async function createSetupLink(db: Database, now: Date): Promise<string> {
  const token = freshToken();
  await change(db, async (changes) => {
    await changes.deleteFrom('setup_link').where('used_at', 'is', null).execute();
    const link = { id: fingerprint(token), expires_at: new Date(now.getTime() + day), used_at: null };
    await changes.insertInto('setup_link').values(link).execute();
  });
  return token;
}

/** Whether the token would still create an account. */
export async function isSetupLinkGood(db: Queries, token: string, now: Date): Promise<boolean> {
  const link = await db
    .selectFrom('setup_link')
    .select('expires_at')
    .where('id', '=', fingerprint(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return link !== undefined && !(await hasAccount(db));
}

/**
 * Creates the first coordinator, and with her a first round if there is none.
 * @throws Refused 'link-expired' for a link that is unknown, used or older than a day, and once anybody has an account
 */
export async function setUp(
  db: Database,
  token: string,
  { name, email, password }: SetUp,
  now: Date,
): Promise<PersonId> {
  if (!(await isSetupLinkGood(db.kysely, token, now))) throw new Refused('link-expired');
  const password_hash = await hashPassword(password);
  const id = v.parse(PersonId, randomUUID());
  const person = { id, name, initials: initialsOf(name), tone: 1 as const, email, password_hash };
  await change(db, async (changes) => {
    await useLink(changes, token, now);
    await changes.insertInto('person').values(person).execute();
    const roundId = await firstRound(changes);
    const membership = { round_id: roundId, person_id: id, role: 'coordinator' as const, group_id: null };
    await changes.insertInto('membership').values(membership).execute();
  });
  return id;
}

async function useLink(changes: Changes, token: string, now: Date): Promise<void> {
  // Two instances may each have left a link: whoever comes second finds the account of the first.
  await sql`lock table setup_link in share row exclusive mode`.execute(changes);
  if (await hasAccount(changes)) throw new Refused('link-expired');
  const used = await changes
    .updateTable('setup_link')
    .set({ used_at: now })
    .where('id', '=', fingerprint(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('id')
    .executeTakeFirst();
  if (used === undefined) throw new Refused('link-expired');
}

async function hasAccount(db: Queries): Promise<boolean> {
  const account = await db
    .selectFrom('person')
    .select('id')
    .where('password_hash', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return account !== undefined;
}

async function firstRound(changes: Changes): Promise<RoundId> {
  const found = await changes.selectFrom('round').select('id').orderBy('created_at').limit(1).executeTakeFirst();
  if (found !== undefined) return found.id;
  const id = v.parse(RoundId, randomUUID());
  await changes.insertInto('round').values({ id, title: 'Unsere Planungsrunde', mandate: '' }).execute();
  return id;
}

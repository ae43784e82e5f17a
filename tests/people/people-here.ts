import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import * as v from 'valibot';
import { PersonId } from '#domain/ids.ts';
import { Refused } from '#domain/refused.ts';
import { change, type Database, openDatabase } from '../../server/database/database.ts';
import { hashPassword } from '../../server/people/passwords.ts';
import { createPeople, type People } from '../../server/people/people.ts';
import { createLog } from '../../server/platform/log.ts';
import { freshDatabase } from '../support/postgres.ts';

/** A clock that tests move by hand; minutes. */
export type Clock = { now: () => Date; forward(minutes: number): void };

/** A clock that starts at the real time. */
export function handClock(): Clock {
  let ahead = 0;
  return { now: () => new Date(Date.now() + ahead), forward: (minutes) => void (ahead += minutes * 60_000) };
}

/** People on a database of their own. */
export async function peopleHere(clock = handClock()): Promise<{ db: Database; people: People; clock: Clock }> {
  const db = openDatabase(await freshDatabase(inject('postgresUrl')));
  return { db, people: peopleOn(db, clock), clock };
}

/** The capability as after a restart: it remembers nothing but the database. */
export const peopleOn = (db: Database, clock: Clock): People =>
  createPeople({ db, secure: true, log: createLog('error'), now: clock.now });

/** Adds an account that signs in with this e-mail and password. */
export async function plantAccount(db: Database, email: string, password: string): Promise<PersonId> {
  const id = v.parse(PersonId, randomUUID());
  const person = {
    id,
    name: 'Pflegefachplanung',
    initials: 'PF',
    tone: 3 as const,
    email,
    password_hash: await hashPassword(password),
  };
  await change(db, (changes) => changes.insertInto('person').values(person).execute());
  return id;
}

/** The code that a promise was refused with; fails when it was not refused. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  const answer = await promise.then(
    () => 'not refused',
    (error: unknown) => error,
  );
  if (answer instanceof Refused) return answer.code;
  throw answer instanceof Error ? answer : new Error(String(answer));
}

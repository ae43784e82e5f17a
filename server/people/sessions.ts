import { sql } from 'kysely';
import { type Adapter, Lucia, TimeSpan } from 'lucia';
import type { PersonId } from '#domain/ids.ts';
import type { Tone } from '#domain/people/caller.ts';
import { change, type Database } from '../database/database.ts';
import { together } from '../database/together.ts';
import { fingerprint } from './tokens.ts';

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof createLucia>;
    UserId: PersonId;
    DatabaseUserAttributes: Known;
  }
}

type Known = { readonly name: string; readonly initials: string; readonly tone: Tone; readonly isGuest: boolean };

/** The person behind a sign-in, as the database knows her now. */
export type SignedIn = Known & { readonly personId: PersonId };

/** Sign-ins: who holds which token. The one place that knows lucia. */
export type SignIns = {
  /** A new sign-in; only its SHA-256 is stored. */
  open(personId: PersonId): Promise<string>;
  /** Who holds the token; `prolonged` says that it was good for less than half of its time and has been given more. */
  holder(token: string): Promise<{ readonly person: SignedIn; readonly prolonged: boolean } | null>;
  /** Ends one sign-in. Answers whose it was; nobody's where it had ended before. */
  close(token: string): Promise<PersonId | undefined>;
};

const hours = (count: number): number => count * 3_600_000;
/** An account stays signed in for a week after the last visit, and a month at most. */
export const idle = { days: 7, ms: hours(7 * 24) };
const longest = hours(30 * 24);
/** A guest stays for the day of the session and the day after it, whatever she does. */
const guestFor = hours(36);

/** Sign-ins kept in the table `signin`. `now` decides what has expired. */
export function createSignIns(db: Database, now: () => Date): SignIns {
  const lucia = createLucia(createAdapter(db, now));
  return {
    open: async (personId) => (await lucia.createSession(personId, {})).id,
    holder: async (token) => {
      const { user, session } = await lucia.validateSession(token);
      if (user === null) return null;
      const { id: personId, ...known } = user;
      return { person: { personId, ...known }, prolonged: session.fresh };
    },
    close: async (token) => {
      const { user } = await lucia.validateSession(token);
      if (user === null) return undefined;
      await lucia.invalidateSession(token);
      return user.id;
    },
  };
}

function createLucia(adapter: Adapter) {
  return new Lucia(adapter, {
    sessionExpiresIn: new TimeSpan(idle.days, 'd'),
    getUserAttributes: ({ name, initials, tone, isGuest }) => ({ name, initials, tone, isGuest }),
  });
}

/** Hands lucia the raw token back where it asks for an id: what is stored is its fingerprint. */
function createAdapter(db: Database, now: () => Date): Adapter {
  const since = (ms: number): Date => new Date(now().getTime() - ms);
  const later = (ms: number): Date => new Date(now().getTime() + ms);
  const holderOf = together((asked: readonly string[]) =>
    findHolders(db, asked, { now: now(), oldest: since(longest) }),
  );
  const remove = (token: string) =>
    change(db, (changes) => changes.deleteFrom('signin').where('id', '=', fingerprint(token)).execute());
  return {
    async getSessionAndUser(token) {
      const row = await holderOf(fingerprint(token).toString('hex'));
      if (row === undefined) return [null, null];
      const { id, expires_at, session_id, name, initials, tone } = row;
      const isGuest = session_id !== null;
      // Lucia prolongs what is past half of an account's time; a guest's time is fixed, so it never looks past it.
      const expiresAt = isGuest ? later(idle.ms) : expires_at;
      return [
        { id: token, userId: id, expiresAt, attributes: {} },
        { id, attributes: { name, initials, tone, isGuest } },
      ];
    },
    getUserSessions: () => Promise.reject(new Error('Tokens are not stored, so they cannot be listed.')),
    async setSession({ id, userId }) {
      await change(db, async (changes) => {
        const guest = await changes
          .selectFrom('guest')
          .select('person_id')
          .where('person_id', '=', userId)
          .executeTakeFirst();
        const expires_at = later(guest === undefined ? idle.ms : guestFor);
        await changes.deleteFrom('signin').where('expires_at', '<=', now()).execute();
        await changes
          .insertInto('signin')
          .values({ id: fingerprint(id), person_id: userId, created_at: now(), expires_at })
          .execute();
      });
    },
    async updateSessionExpiration(token, expiresAt) {
      const id = fingerprint(token);
      await change(db, (changes) =>
        changes.updateTable('signin').set({ expires_at: expiresAt }).where('id', '=', id).execute(),
      );
    },
    async deleteSession(token) {
      await remove(token);
    },
    async deleteUserSessions(personId) {
      await change(db, (changes) => changes.deleteFrom('signin').where('person_id', '=', personId).execute());
    },
    async deleteExpiredSessions() {
      await change(db, (changes) => changes.deleteFrom('signin').where('expires_at', '<=', now()).execute());
    },
  };
}

type Holder = Omit<Known, 'isGuest'> & {
  readonly fingerprint: string;
  readonly id: PersonId;
  readonly expires_at: Date;
  readonly session_id: string | null;
};

/** By the fingerprint in hex; a full house that comes back at once is read in a few statements. */
async function findHolders(
  db: Database,
  fingerprints: readonly string[],
  at: { now: Date; oldest: Date },
): Promise<Map<string, Holder>> {
  const { rows } = await sql<Holder>`
    select encode(signin.id, 'hex') as fingerprint, person.id, person.name, person.initials, person.tone,
      signin.expires_at, guest.session_id
    from unnest(${fingerprints}::text[]) as asked (hex)
      join signin on signin.id = decode(asked.hex, 'hex')
      join person on person.id = signin.person_id
      left join guest on guest.person_id = person.id
    where signin.expires_at > ${at.now} and signin.created_at > ${at.oldest}`.execute(db.kysely);
  return new Map(rows.map((row) => [row.fingerprint, row]));
}

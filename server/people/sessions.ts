import { type Adapter, Lucia, TimeSpan } from 'lucia';
import type { PersonId } from '#domain/ids.ts';
import type { Seat, Tone } from '#domain/people/caller.ts';
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

type Known = {
  readonly name: string;
  readonly initials: string;
  readonly tone: Tone;
  /** Memberships, and for a guest the one session that she has joined. */
  readonly seats: readonly Seat[];
  readonly isGuest: boolean;
};

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
    getUserAttributes: ({ name, initials, tone, seats, isGuest }) => ({ name, initials, tone, seats, isGuest }),
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
      const { id, name, initials, tone, seats, isGuest } = row;
      // Lucia prolongs what is past half of an account's time; a guest's time is fixed, so it never looks past it.
      const expiresAt = isGuest ? later(idle.ms) : new Date(row.expiresAt);
      return [
        { id: token, userId: id, expiresAt, attributes: {} },
        { id, attributes: { name, initials, tone, seats, isGuest } },
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

type Holder = Known & { readonly fingerprint: string; readonly id: PersonId; readonly expiresAt: string };

/** By the fingerprint in hex; a full house that comes back at once is read in a few statements. */
async function findHolders(
  db: Database,
  fingerprints: readonly string[],
  { now, oldest }: { now: Date; oldest: Date },
): Promise<Map<string, Holder>> {
  const rows = await db.ask<Holder>(holders, [fingerprints, now.toISOString(), oldest.toISOString()]);
  return new Map(rows.map((row) => [row.fingerprint, row]));
}

const holders = `select json_build_object(
    'fingerprint', asked.hex, 'id', person.id, 'name', person.name, 'initials', person.initials, 'tone', person.tone,
    'expiresAt', signin.expires_at, 'isGuest', guest.session_id is not null,
    'seats', (
      select coalesce(json_agg(json_build_object(
        'roundId', seat.round_id, 'role', seat.role, 'sessionId', seat.session_id,
        'group', case when stakeholder_group.id is not null
          then json_build_object('id', stakeholder_group.id, 'name', stakeholder_group.name) end)), '[]')
      from (
        select round_id, role, group_id, null::uuid as session_id from membership where person_id = person.id
        union all select session.round_id, 'guest', guest.group_id, session.id from session where id = guest.session_id
      ) as seat left join stakeholder_group on stakeholder_group.id = seat.group_id))::text
  from unnest($1::text[]) as asked (hex)
    join signin on signin.id = decode(asked.hex, 'hex')
    join person on person.id = signin.person_id
    left join guest on guest.person_id = person.id
  where signin.expires_at > $2::timestamptz and signin.created_at > $3::timestamptz`;

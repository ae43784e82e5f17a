import { EventEmitter } from 'node:events';
import type { PersonId, SessionId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import type { JoinAsGuest, SetUp, SignIn } from '#domain/people/entry.ts';
import type { JoinView } from '#domain/people/join.ts';
import { isRefused } from '#domain/refused.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../platform/log.ts';
import { accountOf } from './accounts.ts';
import { createCodeBrake, createJoinBrake, createSignInBrake } from './brakes.ts';
import { type Cookie, signInCookie } from './cookie.ts';
import { type DemoPerson, demoPeople, mustBeDemoPerson } from './demo.ts';
import { addGuest, readJoinView } from './guests.ts';
import { createSignIns } from './sessions.ts';
import { createSetupLink, isSetupLinkGood, setUp } from './setup.ts';

/** What the people capability stands on. `secure`: the service is reached by https. */
export type Ground = { readonly db: Database; readonly secure: boolean; readonly log: Log; readonly now: () => Date };

type NewSignIn = { readonly token: string };
/** The sign-in that a new one takes the place of, as the browser holds it. */
type Replaces = { readonly replaces?: string | undefined };

/** Who people are and how they get in. Input comes parsed by the schemas of `#domain/people/entry.ts`. */
export type People = {
  readonly cookieName: string;
  tokenFrom(cookieHeader: string | undefined): string | undefined;
  cookie(token: string | null): Cookie;
  /** Who holds the token, with every seat. `fresh`: it was prolonged, so write the cookie again. */
  callerOf(token: string | undefined): Promise<{ readonly caller: Caller; readonly fresh: boolean } | null>;
  /** @throws Refused 'wrong-credentials' alike for unknown names and wrong passwords, 'too-many-tries' */
  signIn(input: SignIn & Replaces & { readonly address: string }): Promise<NewSignIn>;
  signOut(token: string): Promise<void>;
  /**
   * Calls `listener` when one of a person's sign-ins has ended: the sockets that stand on it must go at once. Those of her
   * other sign-ins stay, so whoever listens asks each socket anew who holds it.
   */
  onEnded(listener: (personId: PersonId) => void): void;
  demoPeople(): Promise<DemoPerson[]>;
  /** @throws Refused 'not-allowed' unless this is a demo and the person one of its accounts */
  enterAsDemo(personId: PersonId, replaces?: string): Promise<NewSignIn>;
  /** @throws Refused 'code-unknown', 'too-many-tries' */
  joinView(code: string, address: string): Promise<JoinView>;
  /** @throws Refused 'code-unknown', 'too-many-tries', 'session-full', 'bad-input' */
  joinAsGuest(
    input: JoinAsGuest & Replaces & { readonly code: string; readonly address: string },
  ): Promise<NewSignIn & { readonly sessionId: SessionId }>;
  /** The token of a link that creates the first coordinator, good for 24 hours and until there is an account. */
  createSetupLink(): Promise<string>;
  isSetupLinkGood(token: string): Promise<boolean>;
  /** @throws Refused 'link-expired' */
  setUp(input: SetUp & { readonly token: string }): Promise<NewSignIn>;
};

/** The people of this database. */
export function createPeople({ db, secure, log, now }: Ground): People {
  const signIns = createSignIns(db, now);
  const cookie = signInCookie(secure);
  const signInBrake = createSignInBrake(now);
  const brakes = { code: createCodeBrake(now), join: createJoinBrake(now) };
  const ended = new EventEmitter<{ ended: [PersonId] }>().setMaxListeners(0);

  const told = <Result>(way: string, work: Promise<Result>): Promise<Result> =>
    work.catch((error: unknown) => {
      if (isRefused(error)) log.info('entry-refused', { way, why: error.code });
      throw error;
    });

  async function signOut(token: string): Promise<void> {
    const personId = await signIns.close(token);
    if (personId !== undefined) ended.emit('ended', personId);
  }

  async function open(personId: PersonId, replaces: string | undefined): Promise<NewSignIn> {
    const token = await signIns.open(personId);
    if (replaces !== undefined) await signOut(replaces);
    return { token };
  }

  return {
    cookieName: cookie.name,
    tokenFrom: cookie.read,
    cookie: cookie.write,
    callerOf: async (token) => {
      const found = token === undefined ? null : await signIns.holder(token);
      if (found === null) return null;
      const { personId, name, initials, tone, seats } = found.person;
      return { caller: { personId, name, initials, tone, seats }, fresh: found.prolonged };
    },
    signIn: async ({ replaces, ...typed }) =>
      open(await told('sign-in', accountOf(db.kysely, signInBrake, typed)), replaces),
    signOut,
    onEnded: (listener) => void ended.on('ended', listener),
    demoPeople: () => demoPeople(db.kysely),
    enterAsDemo: async (personId, replaces) => {
      await mustBeDemoPerson(db.kysely, personId);
      return open(personId, replaces);
    },
    joinView: (code, address) => told('join', readJoinView(db.kysely, brakes.code, { code, address })),
    joinAsGuest: async ({ code, address, replaces, ...guest }) => {
      const { personId, sessionId } = await told('join', addGuest(db, brakes, { code, address }, guest));
      return { ...(await open(personId, replaces)), sessionId };
    },
    createSetupLink: () => createSetupLink(db, now()),
    isSetupLinkGood: (token) => isSetupLinkGood(db.kysely, token, now()),
    setUp: async ({ token, ...person }) => open(await told('setup', setUp(db, token, person, now())), undefined),
  };
}

import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { io, type Socket } from 'socket.io-client';
import * as v from 'valibot';
import type { ClientEvents, CommandInput, CommandName, ServerEvents } from '#domain/contract.ts';
import { MeasureId, SessionId } from '#domain/ids.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { Marks } from '#domain/prioritisation/marks.ts';
import type { SessionView } from '#domain/session/session.ts';

type Cookie = { readonly name: string; readonly value: string };

/** What a command of a session asks for beside the session. */
type Asked<Name extends CommandName> = Omit<CommandInput<Name>, 'sessionId'>;

/** Somebody in a session of the product, without a page: acts and looks through the product's own socket. */
export type Attending = {
  readonly address: string;
  readonly sessionId: SessionId;
  /** For a browser of the same person. */
  readonly cookies: readonly Cookie[];
  /** Sends a command that must succeed. */
  does<Name extends CommandName>(command: Name, input: Asked<Name>): Promise<void>;
  /** The session as this person sees it now. */
  look(): Promise<SessionView>;
  /** The ballot that runs. */
  running(): Promise<BallotView>;
  leave(): void;
};

/** Enters the demo as one of its people, by the name on the sign-in page, and follows the first session of the round. */
export async function attend(address: string, name: string): Promise<Attending> {
  const cookies = [await signIn(address, name)];
  const sessions = await (await fetch(`${address}/sessions`, { headers: headersOf(address, cookies) })).text();
  const [, found] = /\/sessions\/([0-9a-f-]{36})/.exec(sessions) ?? [];
  return enter(address, v.parse(SessionId, found), cookies);
}

/** Follows the session that is on this page, as the person whose page it is. */
export async function attendAs(page: Page): Promise<Attending> {
  const { origin, pathname } = new URL(page.url());
  return enter(origin, v.parse(SessionId, pathname.split('/')[2]), await page.context().cookies());
}

/** Joins the session as a guest who speaks for this group, as the form does that the code leads to. */
export async function attendAsGuest(
  address: string,
  { sessionId, code }: { sessionId: SessionId; code: string },
  name: string,
  group: string,
): Promise<Attending> {
  const page = await (await fetch(`${address}/join/${code}`)).text();
  const groupId = new RegExp(`<option value="([0-9a-f-]{36})"[^>]*>${group}<`).exec(page)?.[1];
  if (groupId === undefined) throw new Error(`No group is called ${group} on the page to join.`);
  return enter(address, sessionId, [await cookieFrom(address, `/join/${code}`, { name, groupId })]);
}

async function enter(address: string, sessionId: SessionId, cookies: readonly Cookie[]): Promise<Attending> {
  const socket: Socket<ServerEvents, ClientEvents> = io(address, {
    path: '/live',
    transports: ['websocket'],
    extraHeaders: headersOf(address, cookies),
    forceNew: true,
  });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  const look = async (): Promise<SessionView> => {
    const reply = await socket.emitWithAck('follow', sessionId);
    if (!reply.ok) throw new Error(`The session may not be followed: ${reply.code}`);
    return reply.snapshot.view;
  };
  await look();
  return {
    ...{ address, sessionId, cookies, look },
    async does(command, input) {
      const request = { requestId: randomUUID(), command, input: { sessionId, ...input } };
      const reply = await socket.emitWithAck('command', request);
      if (!reply.ok) throw new Error(`${command} was refused with ${reply.code}`);
    },
    async running() {
      const ballot = (await look()).ballots.find(({ closedAt }) => closedAt === null);
      if (ballot === undefined) throw new Error('No ballot runs.');
      return ballot;
    },
    leave: () => void socket.disconnect(),
  };
}

/** Hands in a paper. */
export const vote = (voter: Attending, { id, hash }: BallotView, marks: Marks): Promise<void> =>
  voter.does('vote.cast', { ballotId: id, marks: [...marks], hash });

/** Opens a ballot, lets each voter hand in a paper, and closes it. Answers the closed ballot as the moderator sees it. */
export async function holdBallot(
  moderator: Attending,
  opening: Asked<'ballot.open'> | BallotView,
  papers: readonly (readonly [Attending, Marks])[],
): Promise<BallotView> {
  if ('hash' in opening) await moderator.does('ballot.repeat', { ballotId: opening.id });
  else await moderator.does('ballot.open', opening);
  const open = await moderator.running();
  for (const [voter, marks] of papers) await vote(voter, open, marks);
  await moderator.does('ballot.close', { ballotId: open.id });
  return (await moderator.look()).ballots.find(({ id }) => id === open.id)!;
}

/** The measures of the round by key, M01 first, as the page of the measures brings them. */
export async function measuresSeenBy({ address, cookies }: Attending): Promise<Map<string, MeasureId>> {
  const page = await (await fetch(`${address}/measures`, { headers: headersOf(address, cookies) })).text();
  const found = [...page.matchAll(/id:"([0-9a-f-]{36})"[^{}[\]]*?key:"(M\d\d)"/g)];
  return new Map(
    found.map(([, id, key = '']) => [key, v.parse(MeasureId, id)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const headersOf = (address: string, cookies: readonly Cookie[]): Record<string, string> => ({
  cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
  origin: address,
});

async function signIn(address: string, name: string): Promise<Cookie> {
  const page = await (await fetch(`${address}/signin`)).text();
  const personId = new RegExp(`value="([0-9a-f-]{36})"[^>]*>(?:(?!</button>).)*?${name}`, 's').exec(page)?.[1];
  if (personId === undefined) throw new Error(`Nobody is called ${name} on the sign-in page.`);
  return cookieFrom(address, '/signin?/demo', { personId });
}

/** Sends a form that signs somebody in. */
async function cookieFrom(address: string, path: string, fields: Record<string, string>): Promise<Cookie> {
  const answer = await fetch(address + path, {
    method: 'POST',
    headers: { origin: address, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  const [pair = ''] = (answer.headers.getSetCookie()[0] ?? '').split(';');
  const [key = '', value = ''] = pair.split('=');
  return { name: key, value };
}

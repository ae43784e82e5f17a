import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type {
  ClientEvents,
  CommandInput,
  CommandName,
  ServerEvents,
  SnapshotReply,
} from '../../src/domain/contract.ts';
import type { MeasureId, SessionId } from '../../src/domain/ids.ts';
import type { BallotView } from '../../src/domain/prioritisation/ballot.ts';
import type { Marks } from '../../src/domain/prioritisation/marks.ts';
import type { SessionView } from '../../src/domain/session/session.ts';

/** Somebody of the demo round who is in its session without a browser: acts through the product's own socket. */
export type Attending = {
  readonly name: string;
  readonly sessionId: SessionId;
  /** For a browser of the same person. */
  readonly cookie: { readonly name: string; readonly value: string };
  /** Sends a command that must succeed. */
  does<Name extends CommandName>(command: Name, input: CommandInput<Name>): Promise<void>;
  /** The session as this person sees it now. */
  look(): Promise<SessionView>;
  leave(): void;
};

/** Enters the demo as one of its people, by the name on the sign-in page, and follows the first session of the round. */
export async function attend(address: string, name: string): Promise<Attending> {
  const cookie = await signIn(address, name);
  const headers = { cookie: `${cookie.name}=${cookie.value}`, origin: address };
  const home = await (await fetch(`${address}/sessions`, { headers })).text();
  const sessionId = /\/sessions\/([0-9a-f-]{36})/.exec(home)?.[1] as SessionId | undefined;
  if (sessionId === undefined) throw new Error('There is no session to attend.');
  return follow(address, { name, cookie, sessionId });
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
  return follow(address, { name, cookie: await cookieFrom(address, `/join/${code}`, { name, groupId }), sessionId });
}

async function follow(
  address: string,
  { name, cookie, sessionId }: Pick<Attending, 'name' | 'cookie' | 'sessionId'>,
): Promise<Attending> {
  const headers = { cookie: `${cookie.name}=${cookie.value}`, origin: address };
  const socket: Socket<ServerEvents, ClientEvents> = io(address, {
    path: '/live',
    transports: ['websocket'],
    extraHeaders: headers,
    forceNew: true,
  });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  const look = async (): Promise<SessionView> => {
    const reply: SnapshotReply = await socket.emitWithAck('follow', sessionId);
    if (!reply.ok) throw new Error(`${name} may not follow: ${reply.code}`);
    return reply.snapshot.view;
  };
  await look();
  return {
    ...{ name, sessionId, cookie, look },
    async does(command, input) {
      const reply = await socket.emitWithAck('command', { requestId: randomUUID(), command, input });
      if (!reply.ok) throw new Error(`${name}: ${command} was refused with ${reply.code}`);
    },
    leave: () => void socket.disconnect(),
  };
}

/** Opens a ballot, lets each voter hand in a paper, and closes it. Answers the closed ballot as the moderator sees it. */
export async function holdBallot(
  moderator: Attending,
  opening: CommandInput<'ballot.open'> | BallotView,
  papers: readonly (readonly [Attending, Marks])[],
): Promise<BallotView> {
  const { sessionId } = moderator;
  if ('rule' in opening && 'hash' in opening)
    await moderator.does('ballot.repeat', { sessionId, ballotId: opening.id });
  else await moderator.does('ballot.open', opening);
  const { id, hash } = lastOf(await moderator.look());
  for (const [voter, marks] of papers)
    await voter.does('vote.cast', { sessionId, ballotId: id, marks: [...marks], hash });
  await moderator.does('ballot.close', { sessionId, ballotId: id });
  return lastOf(await moderator.look());
}

function lastOf({ ballots }: SessionView): BallotView {
  const last = ballots.at(-1);
  if (last === undefined) throw new Error('No ballot was opened.');
  return last;
}

async function signIn(address: string, name: string): Promise<{ name: string; value: string }> {
  const page = await (await fetch(`${address}/signin`)).text();
  const personId = new RegExp(`value="([0-9a-f-]{36})"[^>]*>(?:(?!</button>).)*?${name}`, 's').exec(page)?.[1];
  if (personId === undefined) throw new Error(`Nobody is called ${name} on the sign-in page.`);
  return cookieFrom(address, '/signin?/demo', { personId });
}

/** Sends a form that signs somebody in. */
async function cookieFrom(address: string, path: string, fields: Record<string, string>): Promise<Attending['cookie']> {
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

/** The ids of the round's measures by key, as the page of the measures brings them. */
export async function measuresSeenBy({ cookie }: Attending, address: string): Promise<Map<string, MeasureId>> {
  const headers = { cookie: `${cookie.name}=${cookie.value}` };
  const page = await (await fetch(`${address}/measures`, { headers })).text();
  const found = page.matchAll(/id:"([0-9a-f-]{36})"[^{}[\]]*?key:"(M\d\d)"/g);
  return new Map([...found].map(([, id, key]) => [key!, id as MeasureId]));
}

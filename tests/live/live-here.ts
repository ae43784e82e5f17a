import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { io, type Socket } from 'socket.io-client';
import { expect, onTestFinished } from 'vitest';
import type {
  ClientEvents,
  CommandInput,
  CommandName,
  Reply,
  ServerEvents,
  SnapshotReply,
  Step,
} from '#domain/contract.ts';
import type { SessionId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import type { SessionView } from '#domain/session/session.ts';
import { createLive, type Live } from '../../server/live/gateway.ts';
import type { Log } from '../../server/platform/log.ts';
import { tickOf } from '../../server/measures/measures.ts';
import { find, snapshot } from '../../server/session/sessions.ts';
import { type SessionHere, sessionHere } from '../session/session-here.ts';

export type RawSocket = Socket<ServerEvents, ClientEvents>;

/** The sample round behind a real server with real sockets. The cookie `person` names the sign-in of who is asking. */
export type LiveHere = SessionHere & {
  readonly origin: string;
  readonly live: Live;
  /** Who is signed in, by id, or by the device where they have several; take somebody out to end their access. */
  readonly signedIn: Map<string, Caller>;
  /** How often the server has asked who somebody is. */
  asked: () => number;
  /** A socket of this person, connected. */
  connect(caller: Caller, options?: { transport?: 'websocket' | 'polling'; device?: string }): Promise<RawSocket>;
  /** A socket of this person that follows the session. */
  follow(caller: Caller, device?: string): Promise<Follower>;
};

/** Somebody at a screen: what they were told, in the order of arrival. */
export type Follower = {
  readonly socket: RawSocket;
  readonly start: SessionView;
  readonly steps: Step[];
  /** Everything that arrived on the wire, as text. */
  readonly frames: string[];
  send<Name extends CommandName>(command: Name, input: CommandInput<Name>, requestId?: string): Promise<Reply>;
  /** Resolves when the step with this tick has arrived. */
  reached(clock: number): Promise<void>;
};

/** Plants the sample round and serves it on a port of its own. */
export async function liveHere(measureCount?: number, wire?: (url: string) => string): Promise<LiveHere> {
  const here = await sessionHere(measureCount, wire);
  const signedIn = new Map(Object.values(here.round.people).map((caller) => [caller.personId as string, caller]));
  const http = createServer((_, response) => response.writeHead(404).end());
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  let asked = 0;
  const live = createLive({
    commands: here.commands,
    connected: here.connected,
    find: (caller, id) => find(here.db.kysely, caller, id),
    snapshot: (caller, id) => snapshot(here.db.kysely, caller, id),
    tick: (caller, roundId) => tickOf(here.db.kysely, caller, roundId),
    identify: async ({ headers }) => {
      asked += 1;
      return signedIn.get(/person=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? '') ?? null;
    },
    accepts: (each) => each === origin,
    log: quiet(here.logged),
  });
  live.attach(http);
  http.on('upgrade', ({ url }: IncomingMessage, line: Duplex) => {
    if (!url?.startsWith('/live')) line.end("HTTP/1.1 418 Somebody else's\r\nConnection: close\r\n\r\n");
  });
  const sockets: RawSocket[] = [];
  onTestFinished(async () => {
    for (const socket of sockets) socket.disconnect();
    await live.stop();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });

  async function connect(
    { personId }: Caller,
    { transport = 'websocket', device = personId }: { transport?: 'websocket' | 'polling'; device?: string } = {},
  ) {
    const extraHeaders = { cookie: `person=${device}`, origin };
    const socket: RawSocket = io(origin, {
      path: '/live',
      transports: [transport],
      extraHeaders,
      forceNew: true,
      reconnection: false,
    });
    sockets.push(socket);
    await new Promise<void>((resolve, reject) => socket.on('connect', resolve).on('connect_error', reject));
    return socket;
  }

  async function follow(caller: Caller, device: string = caller.personId): Promise<Follower> {
    signedIn.set(device, caller);
    const socket = await connect(caller, { device });
    const steps: Step[] = [];
    const frames: string[] = [];
    socket.io.engine.on('packet', ({ data }) => frames.push(String(data)));
    socket.on('step', (...told) => steps.push(...told));
    const answer = await followed(socket, here.round.sessionId);
    expect(answer.ok).toBe(true);
    if (!answer.ok) throw new Error(answer.code);
    return {
      ...{ socket, steps, frames, start: answer.snapshot.view },
      send: (command, input, requestId = randomUUID()) => socket.emitWithAck('command', { requestId, command, input }),
      reached: (clock) =>
        new Promise((resolve) => {
          const look = () => {
            if (answer.snapshot.view.clock < clock && !steps.some((step) => step.clock === clock)) return;
            socket.off('step', look);
            resolve();
          };
          socket.on('step', look);
          look();
        }),
    };
  }

  return { ...here, origin, live, signedIn, asked: () => asked, connect, follow };
}

/** The answer to `follow`. */
export const followed = (socket: RawSocket, sessionId: SessionId): Promise<SnapshotReply> =>
  socket.emitWithAck('follow', sessionId);

function quiet(logged: string[]): Log {
  const note = (code: string) => void logged.push(code);
  return { debug: () => undefined, info: () => undefined, warn: note, error: note };
}

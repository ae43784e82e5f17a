import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Server } from 'socket.io';
import type { PersonId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import type { Connected } from '../commands/connected.ts';
import { converse, type Partners } from './conversation.ts';
import { createFanOut } from './fan-out.ts';
import { callerOf, end, expire } from './lease.ts';
import { type Accepts, comesFromUs } from './origin.ts';
import { createPresence } from './presence.ts';
import { type LiveServer, type LiveSocket, roomOfRound } from './socket.ts';

/** What the gateway stands on. `accepts`: whether pages of an origin may connect; `connected` is kept up to date by it. */
export type LiveOptions = Omit<Partners, 'presence' | 'isStopping'> & {
  readonly accepts: Accepts;
  readonly connected: Connected;
};

export type Live = {
  /** Serves `/live` on this server. Upgrades to other paths are left alone. */
  attach(http: HttpServer): void;
  /** Some of the person's access has ended: within a second, whichever socket has no sign-in any more is told and closed. */
  drop(personId: PersonId): void;
  /** Lets go of all sockets once what they have asked is answered, at most after 3 s. They come back by themselves. */
  stop(): Promise<void>;
};

/** How often those who only listen are asked whether they still may, in milliseconds. */
const listenersChecked = 15_000;

/** The live connection: who follows a session gets a snapshot, then its steps, each as that person may see it. */
export function createLive({ accepts, connected, ...partners }: LiveOptions): Live {
  const io: LiveServer = new Server({
    ...settings,
    allowRequest: (request, answer) => answer(...verdictOn(request, accepts)),
  });
  const presence = createPresence(io, connected);
  const conversations = new Map<LiveSocket, { settled: () => Promise<void> }>();
  const lines = new Set<Duplex>();
  const callers = () => [...io.of('/').sockets.values()];

  /** Whatever still asks the database: a stop waits for it. */
  const underWay = new Set<Promise<unknown>>();
  const awaited = (work: Promise<unknown>): void => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };
  let isStopping = false;

  io.use((socket, next) => (isStopping ? next(new Error('later')) : awaited(admit(socket, partners).then(next))));
  io.on('connection', (socket) => {
    const conversation = converse(socket, { ...partners, presence, isStopping: () => isStopping });
    conversations.set(socket, conversation);
    socket.on('disconnect', () => {
      conversations.delete(socket);
      awaited(conversation.settled());
      socket.conn.close();
    });
  });
  partners.commands.onRoundStep((step) => io.to(roomOfRound(step.roundId)).emit('roundStep', step));
  const fanOut = createFanOut(io);
  partners.commands.onStep((step) => fanOut.tell(step));
  const check = setInterval(() => void recheck(callers(), partners), listenersChecked).unref();

  return {
    attach(http) {
      io.attach(http);
      http.on('upgrade', ({ url }: IncomingMessage, line: Duplex) => {
        if (url?.startsWith(settings.path)) lines.add(line.on('close', () => lines.delete(line)));
      });
      io.engine.use((request: IncomingMessage, _response: unknown, next: (error?: Error) => void) => {
        next(comesFromUs(request, accepts) || isHandshake(request) ? undefined : new Error('foreign-origin'));
      });
      io.engine.on('connection_error', ({ message }: { message: string }) =>
        partners.log.debug('live-refused', { message }),
      );
    },
    drop(personId) {
      const theirs = callers().filter(({ data }) => data.caller.personId === personId);
      for (const socket of theirs) expire(socket);
      void recheck(theirs, partners);
    },
    async stop() {
      isStopping = true;
      clearInterval(check);
      presence.stop();
      const answered = Promise.all([...underWay, ...[...conversations.values()].map(({ settled }) => settled())]);
      await Promise.race([answered, pause(3000, undefined, { ref: false })]);
      fanOut.stop();
      io.engine?.close();
      // A phone that sleeps does not say goodbye: the server would wait half a minute for it.
      setTimeout(() => lines.forEach((line) => line.destroy()), 500).unref();
    },
  };
}

/** Small messages of known people: no compression, 64 KiB, and who does not say which namespace within 10 s has to go. */
const settings = {
  path: '/live',
  transports: ['websocket', 'polling'] satisfies ('websocket' | 'polling')[],
  destroyUpgrade: false,
  serveClient: false,
  maxHttpBufferSize: 64 * 1024,
  perMessageDeflate: false,
  httpCompression: false,
  connectTimeout: 10_000,
  pingInterval: 25_000,
  pingTimeout: 35_000,
};

/** Handshakes are refused with 403 and a name; later requests of a polling client are checked as they come. */
const isHandshake = (request: IncomingMessage): boolean => !new URLSearchParams(request.url?.split('?')[1]).has('sid');

function verdictOn(request: IncomingMessage, accepts: Accepts): [string | null, boolean] {
  return comesFromUs(request, accepts) ? [null, true] : ['foreign-origin', false];
}

/** Asks who it is before anything else; the client reads the refusal from `connect_error`. */
async function admit(
  socket: LiveSocket,
  { identify, log }: Pick<Partners, 'identify' | 'log'>,
): Promise<Error | undefined> {
  try {
    const checkedAt = performance.now();
    const caller: Caller | null = await identify(socket.request);
    if (caller === null) return new Error('not-signed-in');
    Object.assign(socket.data, { caller, checkedAt, following: null });
    return undefined;
  } catch (error) {
    log.error('live-failed', { error });
    return new Error('later');
  }
}

async function recheck(sockets: LiveSocket[], { identify, log }: Pick<Partners, 'identify' | 'log'>): Promise<void> {
  for (const socket of sockets) {
    try {
      const asked = await callerOf(socket, identify);
      if ('ended' in asked) end(socket, asked.ended);
    } catch (error) {
      log.warn('live-not-checked', { error });
    }
  }
}

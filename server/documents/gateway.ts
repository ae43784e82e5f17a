import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { largestFrame, type PresentPerson } from '#domain/analysis/document.ts';
import type { DocumentId, PersonId, RoundId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../platform/log.ts';
import { Connection } from './connection.ts';
import { type Identify, Lease, mayRead } from './lease.ts';
import { Room } from './room.ts';
import { findDocument } from './store.ts';

/** What the documents need: a database, who is asking, which origins are ours, and a log. */
export type Surroundings = {
  readonly db: Database;
  readonly identify: Identify;
  readonly accepts: (origin: string | undefined) => boolean;
  readonly log: Log;
};

/** The documents that people write together, served to `y-websocket` providers. */
export type Documents = {
  /** Takes the upgrade of `/documents/<documentId>`, or answers it with 401, 403, 404 or 503. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, documentId: string): void;
  /** Ends the person's sockets within a second, because access ended or changed. */
  drop(personId: PersonId): void;
  /** How many documents are in memory. */
  loaded(): number;
  /** Stores what came in, then sends everybody away; no upgrade is taken any more. */
  stop(): Promise<void>;
};

/** How long a stop waits for the other side of each socket, in milliseconds: a sleeping phone never answers. */
const farewell = 500;

type Admission = { readonly id: DocumentId; readonly roundId: RoundId; readonly caller: Caller };
const unavailable = '503 Service Unavailable';
type Refusal = '401 Unauthorized' | '403 Forbidden' | '404 Not Found' | typeof unavailable;

/** Starts to serve documents. */
export function createDocuments(surroundings: Surroundings): Documents {
  const { db, identify, log } = surroundings;
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: largestFrame,
    clientTracking: false,
  });
  const rooms = new Map<DocumentId, Room>();
  const connections = new Set<Connection>();
  let isStopping = false;

  const roomOf = (id: DocumentId): Room => {
    const open = rooms.get(id);
    if (open !== undefined) return open;
    const room: Room = new Room(id, db, log, () => {
      if (rooms.get(id) === room) rooms.delete(id);
    });
    rooms.set(id, room);
    return room;
  };

  const open = (request: IncomingMessage, socket: Duplex, head: Buffer, { id, roundId, caller }: Admission): void =>
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const lease = new Lease(() => identify(request), roundId, caller);
      const person = presentAs(caller, roundId);
      const connection = new Connection({ socket: webSocket, person, lease, room: roomOf(id), log, documentId: id });
      connections.add(connection);
      void connection.closed.then(() => connections.delete(connection));
    });

  return {
    upgrade(request, socket, head, documentId) {
      // Without a listener a reset during the checks would end the process.
      socket.on('error', () => socket.destroy());
      const deadline = setTimeout(() => refuse(socket, unavailable), 10_000);
      void admit(surroundings, request, documentId)
        .catch((error: unknown): Refusal => {
          log.error('document-admission-failed', { error });
          return unavailable;
        })
        .then((admission) => {
          clearTimeout(deadline);
          const answer = isStopping ? unavailable : admission;
          if (typeof answer !== 'string') return socket.destroyed ? undefined : open(request, socket, head, answer);
          log.info('document-not-opened', { status: answer.slice(0, 3) });
          refuse(socket, answer);
        });
    },
    drop(personId) {
      for (const connection of connections) if (connection.person.personId === personId) void connection.end();
    },
    loaded: () => rooms.size,
    async stop() {
      isStopping = true;
      await Promise.all([...connections].map((connection) => connection.settled()));
      for (const connection of connections) connection.close('restarting');
      const late = new Promise((resolve) => setTimeout(resolve, farewell));
      await Promise.race([late, Promise.all([...connections].map(({ closed }) => closed))]);
      for (const connection of connections) connection.terminate();
      await Promise.all([...rooms.values()].map((room) => room.settled()));
    },
  };
}

/** Who may come in, and where. Unknown and forbidden look alike: nobody learns which documents there are. */
async function admit(
  { db, identify, accepts }: Surroundings,
  request: IncomingMessage,
  documentId: string,
): Promise<Admission | Refusal> {
  if (!accepts(request.headers.origin)) return '403 Forbidden';
  const caller = await identify(request);
  if (caller === null) return '401 Unauthorized';
  const found = await findDocument(db, documentId);
  return found === undefined || !mayRead(caller, found.roundId) ? '404 Not Found' : { ...found, caller };
}

function refuse(socket: Duplex, status: Refusal): void {
  if (!socket.writable) return void socket.destroy();
  // Upgraded sockets stay half open: without this a client that does not hang up keeps the descriptor.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function presentAs({ personId, name, initials, tone, ...caller }: Caller, roundId: RoundId): PresentPerson {
  const group = caller.seats.find((seat) => seat.roundId === roundId)?.group?.name ?? null;
  return { personId, name, initials, tone, group };
}

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { documentParameters, type PresentPerson } from '#domain/analysis/document.ts';
import type { DocumentId, PersonId, RoundId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../platform/log.ts';
import { createMetrics, type Metrics } from '../platform/metrics.ts';
import { type Claims, Connection } from './connection.ts';
import { type ContentRules, documentKinds } from './content.ts';
import { createFigures } from './figures.ts';
import { Journal, type Storing } from './journal.ts';
import { type Asking, type Identify, Lease, mayRead } from './lease.ts';
import { humanRates, type Rates } from './rates.ts';
import type { Room } from './room.ts';
import { Rooms } from './rooms.ts';
import { type DocumentRecord, storeBatches } from './store.ts';
import { keyOf, type Upgrade } from './web-socket.ts';

/** What the documents need: a database, who is asking, which origins are ours, and a log. */
export type Surroundings = {
  readonly db: Database;
  readonly identify: Identify;
  readonly accepts: (origin: string | undefined) => boolean;
  readonly log: Log;
  readonly metrics?: Metrics;
  /** What the documents of each kind may hold; the product's own unless told. */
  readonly kinds?: Readonly<Record<string, ContentRules>>;
  /** Measures what a socket may send; as a person types unless told. */
  readonly rates?: () => Rates;
  /** How batches are stored; in the database before anybody hears of them unless told. */
  readonly storing?: Storing;
  /** Called before a document's log is replaced by a snapshot; where it fails, the log stays for now. */
  readonly beforeCompaction?: (record: DocumentRecord) => Promise<void>;
};

/** The documents that people write together, served to `y-websocket` providers. */
export type Documents = {
  /** Takes the upgrade of `/documents/<documentId>`, or answers it with 400, 401, 403, 404 or 503. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, documentId: string): void;
  /** Ends the person's sockets within a second, because access ended or changed. */
  drop(personId: PersonId): void;
  /** Sends everybody away who has a document open in an epoch before this one (see `replaceDocument`). */
  replaced(id: DocumentId, epoch: number): Promise<void>;
  /** Looks anew whether these are shut: whoever has one of them open is told at once. */
  review(ids: () => Promise<Iterable<DocumentId>>): Promise<void>;
  /** How many documents are in memory. */
  loaded(): number;
  /** Stores what came in, then sends everybody away; no upgrade is taken any more. */
  stop(): Promise<void>;
};

/** How long a stop waits for the other side of each socket, in milliseconds: a sleeping phone never answers. */
const farewell = 500;
/** A stop waits so long for what is under way to be stored, in milliseconds. */
const longestStop = 8_000;

/** `since`: when the caller was looked up, in milliseconds of the clock; `drops`: how often access had ended until then. */
type Admission = { readonly room: Room; readonly caller: Caller; readonly since: number; readonly drops: number };
const unavailable = '503 Service Unavailable';
type Refusal = '400 Bad Request' | '401 Unauthorized' | '403 Forbidden' | '404 Not Found' | typeof unavailable;

/** Starts to serve documents. */
export function createDocuments(surroundings: Surroundings): Documents {
  const { db, identify, log, kinds = documentKinds, rates = humanRates } = surroundings;
  const { metrics = createMetrics(), storing = (batches) => storeBatches(db, batches) } = surroundings;
  const { beforeCompaction = async () => undefined } = surroundings;
  const connections = new Set<Connection>();
  const figures = createFigures(metrics, { connections: () => connections.size, documents: () => rooms.size });
  const journal = new Journal(storing, figures.committed);
  const rooms = new Rooms({ db, kinds, log, journal, beforeCompaction });
  let isStopping = false;
  /** How often anybody's access has ended or changed. */
  let drops = 0;
  const heart = setInterval(() => {
    const now = Date.now();
    for (const connection of connections) connection.beat(now);
  }, 1_000).unref();

  const open = (request: IncomingMessage, upgrade: Upgrade, admission: Admission): void => {
    const who = whoIs(identify, request, admission);
    const ours = { claims: claimsOf(request), rates: rates(), room: admission.room, log, figures };
    const connection = new Connection(upgrade, { ...who, ...ours });
    connections.add(connection);
    void connection.closed.then(() => connections.delete(connection));
    // Who lost access while the document was being read was not among the connections then.
    if (admission.drops !== drops) connection.doubt();
  };

  return {
    upgrade(request, socket, head, documentId) {
      const key = keyOf(request);
      // Without a listener a reset during the checks would end the process.
      socket.on('error', () => socket.destroy());
      if (key === null) return refuse(socket, '400 Bad Request');
      const deadline = setTimeout(() => refuse(socket, unavailable), 10_000);
      void admit(surroundings, rooms, request, documentId, drops)
        .catch((error: unknown): Refusal => {
          log.error('document-admission-failed', { error });
          return unavailable;
        })
        .then((admission) => {
          clearTimeout(deadline);
          const answer = isStopping ? unavailable : admission;
          if (typeof answer === 'string') {
            log.info('document-not-opened', { status: answer.slice(0, 3) });
            refuse(socket, answer);
          } else if (!socket.destroyed) open(request, { line: socket, key, head }, answer);
          if (typeof admission !== 'string') admission.room.letGo();
        });
    },
    drop(personId) {
      drops += 1;
      for (const connection of connections) if (connection.person.personId === personId) void connection.end();
    },
    replaced: (id, epoch) => rooms.endBefore(id, epoch),
    review: (ids) => rooms.review(ids),
    loaded: () => rooms.size,
    async stop() {
      isStopping = true;
      clearInterval(heart);
      await sendAway(connections);
      await rooms.end();
    },
  };
}

/** Stores what came in from all, then ends their sockets, at once where they do not answer. */
async function sendAway(connections: ReadonlySet<Connection>): Promise<void> {
  const late = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref());
  await Promise.race([late(longestStop), Promise.all([...connections].map((connection) => connection.settled()))]);
  for (const connection of connections) connection.close('restarting');
  await Promise.race([late(farewell), Promise.all([...connections].map(({ closed }) => closed))]);
  for (const connection of connections) connection.terminate();
}

/** Who may come in, and where. Unknown and forbidden look alike: nobody learns which documents there are. */
async function admit(
  { identify, accepts }: Surroundings,
  rooms: Rooms,
  request: IncomingMessage,
  documentId: string,
  drops: number,
): Promise<Admission | Refusal> {
  const since = Date.now();
  if (!accepts(request.headers.origin)) return '403 Forbidden';
  const [caller, record] = await Promise.all([identify(request), rooms.find(documentId)]);
  if (caller === null) return '401 Unauthorized';
  if (record === undefined || !mayRead(caller, record.roundId)) return '404 Not Found';
  return { room: await rooms.open(record), caller, since, drops };
}

/** The person as she is now, and a lease that asks again. */
function whoIs(identify: Identify, request: IncomingMessage, { room, caller, since }: Admission) {
  const { roundId } = room.record;
  const asking = askingOf(request);
  return { person: presentAs(caller, roundId), lease: new Lease(() => identify(asking), roundId, caller, since) };
}

/** The request itself would stay in memory as long as the connection. */
const askingOf = ({ url, headers: { cookie } }: IncomingMessage): Asking => ({ url, headers: { cookie } });

function claimsOf({ url = '' }: IncomingMessage): Claims {
  const query = url.indexOf('?');
  if (query === -1) return { epoch: null, schema: 1 };
  const said = new URLSearchParams(url.slice(query));
  const whole = (name: string) => (/^\d{1,9}$/.test(said.get(name) ?? '') ? Number(said.get(name)) : null);
  return { epoch: whole(documentParameters.epoch), schema: whole(documentParameters.schema) ?? 1 };
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

import { once } from 'node:events';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import type { PersonId, RoundId } from '#domain/ids.ts';
import { type Database, openDatabase } from '../../server/database/database.ts';
import { isLostConnection } from '../../server/database/lost-connection.ts';
import { createDocuments } from '../../server/documents/gateway.ts';
import { createPeople, type People } from '../../server/people/people.ts';
import { createLog } from '../../server/platform/log.ts';
import { benchOptions, createBenchDocument, documentOf } from './bench-kind.ts';
import { type Cluster, databaseBeside, prepareDatabase, startCluster } from './database.ts';
import { plantMember } from './member.ts';

/**
 * The document engine alone, for a load generator, here or elsewhere: the last part of an address is the room, and every
 * room is a document, made when it is first asked for. Who comes in is asked of the database by the token, and what is
 * written is committed before others see it. Says in one line of JSON where it listens.
 */
const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '20080' },
    database: { type: 'string' },
    token: { type: 'string' },
    'no-rate-limits': { type: 'boolean', default: false },
    'relay-first': { type: 'boolean', default: false },
  },
});
const knownToken = options.token ?? process.env.BENCH_TOKEN;
const log = createLog('warn');
const { url, cluster } = await findDatabase(options.database ?? process.env.DATABASE_URL);
const db = openDatabase(url);
const people = createPeople({ db, secure: false, log, now: () => new Date() });
const { token, roundId } = await findMember(people, db);
const tokenOf = (address: string, cookie: string | undefined): string | undefined =>
  new URL(address, 'http://bench').searchParams.get('token') ?? people.tokenFrom(cookie);

const port = Number(options.port);
const documents = createDocuments({
  db,
  identify: async ({ url: address = '/', headers }) =>
    (await people.callerOf(tokenOf(address, headers.cookie)))?.caller ?? null,
  accepts: (origin) => origin === undefined || origin === `http://127.0.0.1:${port}`,
  log,
  ...benchOptions(db, { rates: !options['no-rate-limits'], relayFirst: options['relay-first'] }),
});
const rooms = new Map<string, Promise<void>>();
const http = createServer((_request, response) => response.end());
http.on('upgrade', (request, socket, head) => {
  const { pathname } = new URL(request.url ?? '/', 'http://bench');
  const room = pathname.slice(pathname.lastIndexOf('/') + 1);
  const id = documentOf(room);
  const made = rooms.get(room) ?? createBenchDocument(db, roundId, id);
  rooms.set(room, made);
  socket.on('error', () => socket.destroy());
  made.then(
    () => documents.upgrade(request, socket, head, id),
    (error: unknown) => {
      log.error('bench-room-failed', { error });
      rooms.delete(room);
      socket.destroy();
    },
  );
});
http.listen({ port, host: '127.0.0.1', backlog: 4096 });
await once(http, 'listening');
const told = {
  url: `ws://127.0.0.1:${port}/`,
  token,
  pid: process.pid,
  postmaster: cluster?.postmaster,
  database: url,
};
process.stdout.write(`${JSON.stringify(told)}\n`);

let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(signal, () => void stop());
process.on('uncaughtException', (error) => {
  if (isLostConnection(error)) return;
  console.error(error);
  process.exit(1);
});

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  http.close();
  await documents.stop();
  await db.close();
  await cluster?.stop();
  process.exit();
}

/** The named database where the token is known there; otherwise a fresh one, beside it or on a PostgreSQL of our own. */
async function findDatabase(named: string | undefined): Promise<{ url: string; cluster: Cluster | null }> {
  if (named !== undefined && knownToken !== undefined) return { url: named, cluster: null };
  const cluster = named === undefined ? await startCluster() : null;
  return { url: await databaseBeside(named ?? cluster?.url ?? ''), cluster };
}

async function findMember(
  people: People,
  db: Database,
): Promise<{ token: string; roundId: RoundId; personId: PersonId }> {
  const known = await people.callerOf(knownToken).catch(() => null);
  const seat = known?.caller.seats[0];
  if (known && knownToken !== undefined && seat)
    return { token: knownToken, roundId: seat.roundId, personId: known.caller.personId };
  await prepareDatabase(url);
  return plantMember(db, knownToken);
}

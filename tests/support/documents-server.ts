import { sql } from 'kysely';
import { openDatabase } from '../../server/database/database.ts';
import { isLostConnection } from '../../server/database/lost-connection.ts';
import type { Caller } from '#domain/people/caller.ts';
import { serveDocuments } from './documents.ts';

/**
 * A document server in a process of its own, to be killed: `documents-server.ts <database url> <port>`. Everybody in the
 * database has a seat in every round there. Says its port when it is ready; like the product it survives lost connections.
 * Asked for `gc`, it answers with its memory (see documents-process.ts).
 */
const [url = '', port = '0'] = process.argv.slice(2);
const db = openDatabase(url);
process.on('uncaughtException', (error) => {
  if (isLostConnection(error)) return;
  console.error(error);
  process.exit(1);
});
const server = await serveDocuments(db, callerOf, Number(port), isWell);
process.on('message', () => {
  for (let turn = 0; turn < 3; turn += 1) globalThis.gc?.();
  process.send?.({ heap: process.memoryUsage().heapUsed, loaded: server.documents.loaded() });
});
process.stdout.write(`${server.port}\n`);

function isWell(): Promise<boolean> {
  return sql`select 1`.execute(db.kysely).then(
    () => true,
    () => false,
  );
}

async function callerOf(id: string): Promise<Caller | null> {
  const people = await db.kysely.selectFrom('person').select(['id', 'name', 'initials', 'tone']).execute();
  const rounds = await db.kysely.selectFrom('round').select('id').execute();
  const person = people.find((each) => each.id === id);
  if (person === undefined) return null;
  const { name, initials, tone } = person;
  return {
    personId: person.id,
    name,
    initials,
    tone,
    seats: rounds.map((round) => ({ roundId: round.id, role: 'planner', group: null, sessionId: null })),
  };
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConnected } from '../../server/commands/connected.ts';
import { createCommands } from '../../server/commands.ts';
import { openDatabase } from '../../server/database/database.ts';
import { isLostConnection } from '../../server/database/lost-connection.ts';
import { createLive } from '../../server/live/gateway.ts';
import { createPeople } from '../../server/people/people.ts';
import { createLog } from '../../server/platform/log.ts';
import { createEnvelopes } from '../../server/prioritisation/envelopes.ts';
import { tickOf } from '../../server/measures/measures.ts';
import { find, snapshot } from '../../server/session/sessions.ts';
import { createVerbs, roundVerbs } from '../../server/verbs.ts';

/**
 * Sessions alone, for a load generator: `serve-live.ts <database url> <directory of keys>`. Says its port when it listens;
 * whoever asks for anything by http gets the seconds of CPU that the process has used.
 */
const [url = '', keys = ''] = process.argv.slice(2);
const log = createLog('warn');
const db = openDatabase(url);
const people = createPeople({ db, secure: false, log, now: () => new Date() });
const connected = createConnected();
const verbs = createVerbs({ envelopes: createEnvelopes(keys), connected });
const commands = createCommands({ db, verbs, roundVerbs, log });
const live = createLive({
  commands,
  connected,
  find: (caller, id) => find(db.kysely, caller, id),
  snapshot: (caller, id) => snapshot(db.kysely, caller, id),
  tick: (caller, roundId) => tickOf(db.kysely, caller, roundId),
  identify: async ({ headers }) => (await people.callerOf(people.tokenFrom(headers.cookie)))?.caller ?? null,
  accepts: () => true,
  log,
});
const http = createServer((_request, response) => {
  const { user, system } = process.cpuUsage();
  response.end(String((user + system) / 1e6));
});
live.attach(http);
http.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
await once(http, 'listening');
process.stdout.write(`${(http.address() as AddressInfo).port}\n`);
process.on('disconnect', () => process.exit());
process.on('uncaughtException', (error) => {
  if (isLostConnection(error)) return;
  console.error(error);
  process.exit(1);
});

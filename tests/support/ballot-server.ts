import type { Caller } from '#domain/people/caller.ts';
import { createConnected } from '../../server/commands/connected.ts';
import { createCommands } from '../../server/commands.ts';
import { openDatabase } from '../../server/database/database.ts';
import { isLostConnection } from '../../server/database/lost-connection.ts';
import { createLog } from '../../server/platform/log.ts';
import { burnKeys } from '../../server/prioritisation/burn-keys.ts';
import { createEnvelopes } from '../../server/prioritisation/envelopes.ts';
import { createVerbs, roundVerbs } from '../../server/verbs.ts';

/** What the program below is asked: who sends which request. Its answer is the reply. */
export type Asked = { readonly caller: Caller; readonly request: unknown };

/**
 * Commands in a process of its own, to be killed: `ballot-server.ts <database url> <directory of keys>`. Says `ready` when
 * it has begun to look for keys that have outlived their ballot; like the product it survives lost connections.
 */
const [url = '', keys = ''] = process.argv.slice(2);
const log = createLog('error');
const db = openDatabase(url);
process.on('uncaughtException', (error) => {
  if (isLostConnection(error)) return;
  console.error(error);
  process.exit(1);
});
const envelopes = createEnvelopes(keys);
burnKeys(db, envelopes, log);
const commands = createCommands({
  db,
  verbs: createVerbs({ envelopes, connected: createConnected() }),
  roundVerbs,
  log,
});
process.on('message', ({ caller, request }: Asked) => {
  void commands.run(caller, request).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

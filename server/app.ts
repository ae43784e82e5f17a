import type { IncomingMessage, Server } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { RoundId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import * as analyses from './analysis/analyses.ts';
import { type Connected, createConnected } from './commands/connected.ts';
import { createCommands } from './commands.ts';
import { type Database, isEmpty, migrate, openDatabase } from './database/database.ts';
import { plantDemo } from './demo/plant.ts';
import { createDocuments, type Documents } from './documents/gateway.ts';
import { createLive } from './live/gateway.ts';
import * as exchange from './measures/exchange.ts';
import { giveFirstTexts } from './measures/first-texts.ts';
import * as measures from './measures/measures.ts';
import { tellShutTexts } from './measures/shut-texts.ts';
import { acceptsOrigin } from './people/origin.ts';
import { createPeople } from './people/people.ts';
import type { Config } from './platform/config.ts';
import type { Log } from './platform/log.ts';
import type { Metrics } from './platform/metrics.ts';
import { StartProblem } from './platform/problem.ts';
import { keepHistory } from './prioritisation/board-history.ts';
import { boardsIn } from './prioritisation/boards.ts';
import { keepReceiptsShort } from './receipts.ts';
import { burnKeys } from './prioritisation/burn-keys.ts';
import { createEnvelopes } from './prioritisation/envelopes.ts';
import { openResult } from './prioritisation/results.ts';
import * as rounds from './round/rounds.ts';
import * as sessions from './session/sessions.ts';
import { createVerbs, roundVerbs } from './verbs.ts';

/** The running application: one object, reached by pages as `locals.app`, by sockets through its gateways. */
export type App = ReturnType<typeof assemble>['app'];
export type Assembly = ReturnType<typeof assemble>;

/** Where the one running application is kept: the SvelteKit bundle and the server are two module graphs in one process. */
export const appKey = Symbol.for('planungsrunde.app');

/**
 * Brings the database up to date, plants the demo where wanted, and builds the application.
 * @throws StartProblem when DEMO=no meets a database that holds the demo round, whose accounts have no passwords
 */
export async function startApp(config: Config, databaseUrl: string, log: Log, metrics: Metrics): Promise<Assembly> {
  await migrate(databaseUrl);
  const db = openDatabase(databaseUrl);
  const wanted = config.demo === 'yes' || (config.demo === 'auto' && config.databaseUrl === undefined);
  if (wanted) await plantDemo(db);
  await giveFirstTexts(db);
  const demo = await db.kysely.selectFrom('setting').select('value').where('name', '=', 'demo').executeTakeFirst();
  if (demo?.value === 'yes' && config.demo === 'no') throw demoInside();
  const connected = createConnected();
  await sessions.mayBeHere(db.kysely, connected);
  return assemble({ config, db, log, metrics }, connected, demo?.value === 'yes');
}

const demoInside = (): StartProblem =>
  new StartProblem(
    'Diese Datenbank enthält die Demo-Runde, in die jede Person ohne Kennwort kommt: Wählen Sie mit DATA_DIR oder DATABASE_URL eine andere, oder lassen Sie DEMO weg.',
    'This database holds the demo round, which anybody enters without a password: choose another one with DATA_DIR or DATABASE_URL, or leave DEMO out.',
  );

type Ground = { readonly config: Config; readonly db: Database; readonly log: Log; readonly metrics: Metrics };

function assemble({ config, db, log, metrics }: Ground, connected: Connected, demo: boolean) {
  const secure = config.origins[0].startsWith('https:');
  const accepts = acceptsOrigin(config);
  const envelopes = createEnvelopes(join(config.dataDir, 'ballot-keys'));
  const people = createPeople({ db, secure, log, now: () => new Date() });
  const commands = createCommands({ db, verbs: createVerbs({ envelopes, connected }), roundVerbs, log });
  const identify = async (request: {
    readonly headers: { readonly cookie?: string | undefined };
  }): Promise<Caller | null> => (await people.callerOf(people.tokenFrom(request.headers.cookie)))?.caller ?? null;
  const documents = createDocuments({ db, identify, accepts, log, metrics, beforeCompaction: keepHistory(db) });
  commands.onRoundStep(tellShutTexts(db, documents, log));
  const followed = followedIn(db);
  const live = createLive({ commands, ...followed, connected, identify, accepts, log });
  const turning = [keepReceiptsShort(db, log), burnKeys(db, envelopes, log)];
  people.onEnded((personId) => {
    live.drop(personId);
    documents.drop(personId);
  });
  const app = {
    demo,
    /** Whether nobody has an account yet. */
    isNew: () => isEmpty(db.kysely),
    /** The public address, for links and QR codes. */
    address: config.origins[0],
    accepts,
    log,
    people,
    rounds: roundsIn(db),
    analyses: {
      list: (caller: Caller) => analyses.list(db.kysely, caller),
      open: (caller: Caller | null, id: string) => analyses.open(db.kysely, caller, id),
    },
    boards: boardsIn(db),
    measures: measuresIn(db),
    results: { open: (caller: Caller | null, id: string) => openResult(db.kysely, caller, id) },
    /** Runs a command that a form sent, on the same path as one from a socket. */
    run: (caller: Caller | null, request: unknown) => commands.run(caller, request),
    sessions: {
      list: (caller: Caller) => sessions.list(db.kysely, caller),
      snapshot: followed.snapshot,
      sketch: (caller: Caller, id: string) => sessions.sketch(db.kysely, caller, id),
    },
  };
  return {
    app,
    /** Whether the database answers. */
    healthy: async (): Promise<boolean> => {
      await db.kysely.selectNoFrom((eb) => eb.val(1).as('up')).execute();
      return true;
    },
    /** Serves `/live` and `/documents/<id>` on this server. Other upgrades are left to `otherwise`. */
    attach(http: Server, otherwise: (socket: Duplex) => void): void {
      live.attach(http);
      http.on('upgrade', upgradeTo(documents, otherwise));
    },
    stop: async (): Promise<void> => {
      for (const stopTurning of turning) stopTurning();
      await live.stop();
      await documents.stop();
      await db.close();
    },
  };
}

const measuresIn = ({ kysely }: Database) => ({
  list: (caller: Caller) => measures.list(kysely, caller),
  exportAs: (caller: Caller, wanted: Parameters<typeof exchange.exportAs>[2]) =>
    exchange.exportAs(kysely, caller, wanted),
  preview: (caller: Caller | null, roundId: RoundId, bytes: Uint8Array) =>
    exchange.preview(kysely, caller, roundId, bytes),
  previewRows: (caller: Caller | null, roundId: RoundId, cells: Parameters<typeof exchange.previewRows>[3]) =>
    exchange.previewRows(kysely, caller, roundId, cells),
  rounds: (caller: Caller) => measures.roundsOf(kysely, caller),
  linkable: (caller: Caller, roundId: RoundId) => measures.linkable(kysely, caller, roundId),
  open: (caller: Caller | null, id: string) => measures.open(kysely, caller, id),
});

/** What there is to see of rounds. */
const roundsIn = (db: Database) => ({
  list: (caller: Caller) => rounds.list(db.kysely, caller),
  overview: (caller: Caller) => rounds.overview(db.kysely, caller),
  openSession: (caller: Caller) => rounds.openSession(db.kysely, caller),
  lastResult: (caller: Caller) => rounds.lastResult(db.kysely, caller),
});

/** What sockets follow: sessions and rounds, as one person may see them. */
const followedIn = (db: Database) => ({
  snapshot: (caller: Caller | null, id: string) => sessions.snapshot(db.kysely, caller, id),
  find: (caller: Caller, id: string) => sessions.find(db.kysely, caller, id),
  tick: (caller: Caller, roundId: RoundId) => measures.tickOf(db.kysely, caller, roundId),
});

/** Leaves `/live/` to its gateway, which listens for itself. */
const upgradeTo =
  (documents: Documents, otherwise: (socket: Duplex) => void) =>
  (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Without a listener a reset before the answer would end the process.
    socket.on('error', () => socket.destroy());
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    if (path.startsWith('/live/')) return;
    if (path.startsWith('/documents/')) documents.upgrade(request, socket, head, path.slice('/documents/'.length));
    else otherwise(socket);
  };

import type { Server } from 'node:http';
import type { ViteDevServer } from 'vite';
import { appKey, type Assembly, startApp } from './app.ts';
import { type Embedded, startEmbedded } from './database/embedded.ts';
import { checkedServer } from './database/external.ts';
import { greet } from './greeting.ts';
import { type Config, localOrigins, readConfig } from './platform/config.ts';
import { createLog } from './platform/log.ts';
import { metricsDoor } from './platform/metrics-door.ts';
import { createMetrics } from './platform/metrics.ts';
import { measureProcess } from './platform/process-metrics.ts';

/** What outlives a restart of Vite, which loads this module anew: the database, and the application to replace. */
type Kept = { database?: Embedded; assembly?: Assembly };
const keptKey = Symbol.for('planungsrunde.dev');

/** Starts the application for Vite's dev server, in place of the one before. The embedded database ends with the process. */
export async function serveInDev(vite: ViteDevServer): Promise<void> {
  const kept: Kept = (Reflect.get(globalThis, keptKey) as Kept | undefined) ?? {};
  Reflect.set(globalThis, keptKey, kept);
  await kept.assembly?.stop();
  const { port } = vite.config.server;
  const config = { ...readConfig(process.env), port, origins: localOrigins(port) };
  const log = createLog(config.logLevel);
  const metrics = createMetrics();
  measureProcess(metrics);
  kept.assembly = await startApp(config, await databaseFor(config, kept), log, metrics);
  Reflect.set(globalThis, appKey, kept.assembly.app);
  if (config.metricsToken !== undefined) vite.middlewares.use('/metrics', metricsDoor(config.metricsToken, metrics));
  // Vite's own hot-reload socket answers the upgrades that are not ours.
  kept.assembly.attach(vite.httpServer as Server, () => undefined);
  process.stdout.write(await greet(kept.assembly.app, config));
}

async function databaseFor(config: Config, kept: Kept): Promise<string> {
  if (config.databaseUrl !== undefined) return checkedServer(config.databaseUrl);
  kept.database ??= await startEmbedded({ dataDir: config.dataDir });
  return kept.database.url;
}

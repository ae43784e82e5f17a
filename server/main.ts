import { createServer } from 'node:http';
import express from 'express';
import { appKey, type Assembly, startApp } from './app.ts';
import { checkedServer } from './database/external.ts';
import { startEmbedded } from './database/embedded.ts';
import { isLostConnection } from './database/lost-connection.ts';
import { type Config, localOrigins, readConfig } from './platform/config.ts';
import { stopOnSignal } from './platform/lifetime.ts';
import { createLog, type Log } from './platform/log.ts';
import { metricsDoor } from './platform/metrics-door.ts';
import { createMetrics, type Metrics } from './platform/metrics.ts';
import { measureProcess } from './platform/process-metrics.ts';
import { explainStartError } from './platform/start-error.ts';
import { greet } from './greeting.ts';

/** Starts the product from the environment and stops it in order. The only file that knows everyone. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  watchForBugs(stopOnSignal(stop, log), log);
  try {
    await start(config, log, stops);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(config: Config, log: Log, stops: (() => Promise<void>)[]): Promise<void> {
  const web = express();
  const ready = Promise.withResolvers<void>();
  const http = createServer((request, response) => void ready.promise.then(() => void web(request, response)));
  const port = await listen(http, config);
  stops.push(() => closeServer(http));
  const databaseUrl =
    config.databaseUrl === undefined ? await ownDatabase(config, log, stops) : await checkedServer(config.databaseUrl);
  const reachable: Config = config.port === 0 ? { ...config, port, origins: localOrigins(port) } : config;
  const metrics = createMetrics();
  measureProcess(metrics);
  const assembly = await startApp(reachable, databaseUrl, log, metrics);
  stops.push(assembly.stop);
  Object.assign(globalThis, { [appKey]: assembly.app });
  await serve(web, assembly, metrics, reachable);
  assembly.attach(http, (socket) => {
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n', () => socket.destroy());
  });
  // Before all else nobody new comes in: pages dial again the moment their socket closes.
  stops.push(() => Promise.resolve(void http.close()));
  ready.resolve();
  process.stdout.write(await greet(assembly.app, reachable));
}

/** The port is taken first, so that a second start says so before it touches the database; requests wait until all is ready. */
function listen(http: ReturnType<typeof createServer>, config: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port: config.port, host: config.host, backlog: 4096 }, () => {
      const address = http.address();
      resolve(typeof address === 'object' && address !== null ? address.port : config.port);
    });
  });
}

async function ownDatabase(config: Config, log: Log, stops: (() => Promise<void>)[]): Promise<string> {
  const embedded = await startEmbedded({ dataDir: config.dataDir });
  stops.push(embedded.stop);
  void embedded.lost.then(() => {
    log.error('database-ended');
    process.exit(1);
  });
  return embedded.url;
}

/**
 * Health and metrics first, then the pages; without a token `/metrics` is an unknown page like any other. Protocol and
 * address are what Express found out: what a client claims is overwritten.
 */
async function serve(web: express.Express, assembly: Assembly, metrics: Metrics, config: Config): Promise<void> {
  process.env.PROTOCOL_HEADER = 'x-forwarded-proto';
  process.env.ADDRESS_HEADER = 'x-forwarded-for';
  // A table of 2 MiB comes in, and goes back and forth once as what was read from it.
  process.env.BODY_SIZE_LIMIT = '8M';
  const { handler } = (await import(new URL('../build/handler.js', import.meta.url).href)) as {
    handler: express.RequestHandler;
  };
  web.set('trust proxy', config.trustProxy);
  web.disable('x-powered-by');
  web.use(protect);
  web.get('/health', async (_request, response) => {
    response.status((await assembly.healthy().catch(() => false)) ? 200 : 503).json({});
  });
  if (config.metricsToken !== undefined) web.get('/metrics', metricsDoor(config.metricsToken, metrics));
  web.use((request, _response, next) => {
    request.headers['x-forwarded-proto'] = request.protocol;
    request.headers['x-forwarded-for'] = request.ip ?? '';
    next();
  });
  web.use(handler);
}

/** On every answer, pages, files and errors alike. Forms need the origin, so the referrer policy may not be stricter. */
const protect: express.RequestHandler = (request, response, next) => {
  response.set({
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), browsing-topics=()',
    ...(request.secure ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
  });
  next();
};

function closeServer(http: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}

/** postgres.js throws outside of any promise when a backend dies with a query in flight: that connection is lost, no more. */
function watchForBugs(end: (code: number) => void, log: Log): void {
  const onBug = (error: unknown) => {
    const ofDatabase = error instanceof Error && /postgres|LostConnection/.test(error.stack ?? '');
    if (ofDatabase && isLostConnection(error)) return log.warn('database-connection-lost', { error });
    log.error('bug', { error });
    end(1);
  };
  process.on('uncaughtException', onBug);
  process.on('unhandledRejection', onBug);
}

main().catch((error: unknown) => {
  const sentence = explainStartError(error);
  process.stderr.write(`${sentence ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
  process.exit(1);
});

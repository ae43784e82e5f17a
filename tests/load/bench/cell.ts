import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../../server/database/database.ts';
import { type Cluster, databaseBeside, prepareDatabase } from '../database.ts';
import type { Order, Report } from '../generate.ts';
import type { Figures } from '../generator/load.ts';
import { plantMember } from '../member.ts';
import type { Job } from './jobs.ts';
import { freePort, type Ground, isOurs, type Running, type ServerName, startServer } from './servers.ts';

/** One job on one server in one round. */
export type Cell = {
  readonly job: string;
  readonly server: ServerName;
  readonly round: number;
  readonly figures: Figures;
  /** Why it failed, or connections that were lost on the way, by reason. */
  readonly trouble: string | null;
};

/** A cell may take this long, in ms. */
const longest = 180_000;

/** Measures a job on a server that is started for it, in a database of its own, and killed afterwards. */
export async function measureCell(cluster: Cluster, job: Job, server: ServerName, round: number): Promise<Cell> {
  const ground = isOurs(server) ? await prepareGround(cluster) : { database: '', token: '', postmaster: 0 };
  const port = await freePort();
  let running = await startServer(server, port, ground);
  try {
    await sleep(150);
    const report = await generate({ target: running.target, load: job.load }, async () => {
      await running.stop();
      await sleep(500);
      running = await startServer(server, port, ground);
      return running;
    });
    return { job: job.name, server, round, ...report };
  } finally {
    await running.stop();
  }
}

async function prepareGround({ url, postmaster }: Cluster): Promise<Ground> {
  const database = await databaseBeside(url);
  await prepareDatabase(database);
  const db = openDatabase(database);
  const { token } = await plantMember(db);
  await db.close();
  return { database, token, postmaster };
}

/** Runs the generator in a process of its own. */
function generate(
  order: Order,
  restart: () => Promise<Running>,
): Promise<{ figures: Figures; trouble: string | null }> {
  const child = fork('tests/load/generate.ts', [JSON.stringify(order)], { execArgv: ['--max-old-space-size=4096'] });
  const tooLate = setTimeout(() => child.kill('SIGKILL'), longest);
  return new Promise((resolve) => {
    const finish = (figures: Figures, trouble: string | null): void => {
      clearTimeout(tooLate);
      child.kill('SIGKILL');
      resolve({ figures, trouble });
    };
    child.once('exit', (code, signal) => finish({}, `the generator ended with ${signal ?? code}`));
    child.on('message', (message) => {
      const report = message as Report;
      if ('failed' in report) return finish({}, report.failed);
      if ('figures' in report) return finish(report.figures, lossesIn(report.losses));
      restart().then(
        ({ target }) => child.send(target.pids),
        (error: unknown) => finish({}, String(error)),
      );
    });
  });
}

const lossesIn = (losses: Readonly<Record<string, number>>): string | null =>
  Object.keys(losses).length === 0 ? null : `connections lost: ${JSON.stringify(losses)}`;

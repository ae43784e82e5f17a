import { closeSync, openSync, readFileSync, statSync, truncateSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Binaries } from './embedded-binaries.ts';
import { guard, type Guarded } from './embedded-guard.ts';
import type { Account } from './embedded-privileges.ts';
import { codeOf } from '../platform/problem.ts';

/** Which database to run, with which programs, as whom, and where its messages go. */
export type ServerPlan = {
  readonly binaries: Binaries;
  readonly account: Account;
  readonly cluster: string;
  readonly fsync: boolean;
  readonly logFile: string;
};

/** A PostgreSQL that accepts connections on 127.0.0.1. */
export type RunningServer = Guarded & { readonly port: number };

/**
 * Starts PostgreSQL on a free port and waits until it accepts connections. What still holds the directory or the port
 * after a kill is gone within moments, so a failed start is repeated for ten seconds.
 */
export async function runServer(plan: ServerPlan): Promise<RunningServer> {
  shortenLog(plan.logFile);
  const until = Date.now() + 10_000;
  for (;;) {
    const before = sizeOf(plan.logFile);
    const server = await tryToRun(plan);
    if (server !== undefined) return server;
    const complaint = readFileSync(plan.logFile).subarray(before).toString();
    const passes = /still in use|already exists|could not bind|Address already in use/.test(complaint);
    if (!passes || Date.now() > until) throw new Error(`PostgreSQL did not start: ${complaint.trim().slice(-1000)}`);
    await pause(100);
  }
}

async function tryToRun(plan: ServerPlan): Promise<RunningServer | undefined> {
  const port = await freePort();
  const log = openSync(plan.logFile, 'a', 0o600);
  const settings = Object.entries(settingsFor(plan, port)).flatMap(([name, value]) => [
    '-c',
    `${name}=${String(value)}`,
  ]);
  const command = [...plan.account.prefix, plan.binaries.postgres, '-D', plan.cluster, ...settings];
  const server = guard({
    command,
    env: plan.binaries.env,
    log,
    stopTool: [plan.binaries.pgCtl, 'stop', '-D', plan.cluster, '-m', 'fast'],
  });
  closeSync(log);
  const pid = await server.pid;
  let ended = false;
  void server.gone.then(() => (ended = true));
  while (!isReady(plan.cluster, pid)) {
    if (ended) return undefined;
    await pause(10);
  }
  return { ...server, port };
}

/** Quiet and small, for one application on one machine; statements and values are never written to the log. */
function settingsFor({ fsync }: ServerPlan, port: number): Record<string, string | number> {
  return {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 60,
    shared_buffers: '64MB',
    io_method: 'sync',
    max_parallel_workers_per_gather: 0,
    jit: 'off',
    timezone: 'UTC',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_parameter_max_length: 0,
    ...(fsync ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
}

/** The pid file of a killed predecessor may still be there, so the process id in its first line counts too. */
function isReady(cluster: string, pid: number | undefined): boolean {
  const lines = linesOf(join(cluster, 'postmaster.pid'));
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

/** PostgreSQL takes away what a predecessor left at any moment, also between a look and the next. */
function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no port');
  return address.port;
}

function shortenLog(file: string): void {
  const longest = 1_000_000;
  if (sizeOf(file) > longest) truncateSync(file);
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

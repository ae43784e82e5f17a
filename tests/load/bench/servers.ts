import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import type { Target } from '../generator/client.ts';
import { serverFlags } from '../../../server/bootstrap/runtime.mjs';

/** The servers that are measured: ours in three states of mind, the bare relay, and two that others wrote. */
export type ServerName =
  'ours' | 'ours-without-rates' | 'ours-relay-first' | 'relay' | 'y-websocket-server' | 'hocuspocus';

/** The database of a cell, and who is signed in there. */
export type Ground = { readonly database: string; readonly token: string; readonly postmaster: number };

/** A server in a process of its own. */
export type Running = { readonly target: Target; stop(): Promise<void> };

export const isOurs = (name: ServerName): boolean => name.startsWith('ours');

/** Starts a server; resolves when it listens. The same ground brings the same documents back. */
export function startServer(name: ServerName, port: number, ground: Ground): Promise<Running> {
  return isOurs(name) ? startOurs(name, port, ground) : startPeer(name, port);
}

const switches: Partial<Record<ServerName, readonly string[]>> = {
  'ours-without-rates': ['--no-rate-limits'],
  'ours-relay-first': ['--no-rate-limits', '--relay-first'],
};

async function startOurs(name: ServerName, port: number, { database, token, postmaster }: Ground): Promise<Running> {
  const args = ['--port', String(port), '--database', database, '--token', token, ...(switches[name] ?? [])];
  const child = spawn(process.execPath, [...serverFlags, 'tests/load/serve.ts', ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const lines = createInterface({ input: child.stdout! });
  const first = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => null)]);
  if (first === null) throw new Error(`${name} did not start`);
  const { pid } = v.parse(v.object({ pid: v.number() }), JSON.parse(String(first[0])));
  const target: Target = { port, speaks: 'y-websocket', query: `token=${token}`, pids: [pid], postmaster };
  return { target, stop: () => kill(child) };
}

async function startPeer(name: ServerName, port: number): Promise<Running> {
  const child = spawn(process.execPath, [`tests/load/peers/${name}.mjs`], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', PORT: String(port) },
  });
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`${name} did not start`);
    await sleep(10);
  }
  const speaks = name === 'hocuspocus' ? 'hocuspocus' : 'y-websocket';
  return { target: { port, speaks, query: '', pids: [child.pid ?? 0] }, stop: () => kill(child) };
}

/** As a power cut would: nothing is put in order first. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Below the ports that clients are given. */
let lastPort = 20_000 + Math.floor(Math.random() * 9_000);

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  do lastPort += 1;
  while (await isListening(lastPort));
  return lastPort;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The built product, running on this machine with a database of its own. */
export type Planungsrunde = {
  /** e.g. `http://localhost:41234`, without a slash at the end. */
  readonly address: string;
  readonly port: number;
  /** What it has printed so far. */
  output(): string;
  /** Ends the server the hard way; its data stays. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data; `more` is added to its environment. */
  restart(more?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
};

/** Starts the product as `npm start` would, with the demo round unless `env` says otherwise. */
export async function startPlanungsrunde(env: Record<string, string> = {}): Promise<Planungsrunde> {
  const dataDir = await mkdtemp(join(tmpdir(), 'planungsrunde-journey-'));
  let running = await launch(dataDir, { PORT: '0', ...env });
  const port = Number(new URL(running.address).port);
  return {
    address: running.address,
    port,
    output: () => running.lines.join('\n'),
    kill: () => end(running.child, 'SIGKILL'),
    async restart(more = {}) {
      running = await launch(dataDir, { ...env, ...more, PORT: String(port) });
    },
    async stop() {
      await end(running.child, 'SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

type Running = { child: ChildProcess; address: string; lines: string[] };

function launch(dataDir: string, env: Record<string, string>): Promise<Running> {
  const child = spawn(process.execPath, ['server/main.ts'], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The product ended with code ${String(code)} while starting.`)));
    output.on('line', (line) => {
      lines.push(line);
      const address = /Planungsrunde: (http:\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve({ child, address, lines });
    });
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

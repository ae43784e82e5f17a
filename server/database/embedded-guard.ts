import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { codeOf } from '../platform/problem.ts';

/** A PostgreSQL that cannot outlive this process. */
export type Guarded = {
  /** Its process id; undefined when it could not be started. */
  readonly pid: Promise<number | undefined>;
  /** Resolves when PostgreSQL with all its processes has ended, whatever the reason. */
  readonly gone: Promise<void>;
  /** Ends it and resolves when all its processes are gone. May be called twice. */
  readonly stop: () => Promise<void>;
};

/** The command to run, its environment, the open file for its messages, and what ends it where there are no signals. */
export type GuardPlan = {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly log: number;
  readonly stopTool: readonly string[];
};

/**
 * Runs the command beside a shell that reads a pipe from this process: when the pipe closes, even by SIGKILL, the shell
 * ends the command. When the shell is killed instead, this process ends it. Both are in a session of their own, so
 * Ctrl-C reaches the database last. The command must keep its standard output open and write nothing to it.
 */
export function guard(plan: GuardPlan): Guarded {
  return process.platform === 'win32' ? unguarded(plan) : guarded(plan);
}

// Standard output is held by PostgreSQL's processes alone: that it closes says that the last of them is gone.
const script = `
"$@" </dev/null &
pid=$!
echo $pid
exec >/dev/null
while read -r line; do :; done
kill -INT $pid 2>/dev/null
wait $pid
`;

function guarded({ command, env, log }: GuardPlan): Guarded {
  const shell = spawn('sh', ['-c', script, 'guard', ...command], { env, detached: true, stdio: ['pipe', 'pipe', log] });
  const { stdin, stdout } = shell;
  if (stdin === null || stdout === null) throw new Error('The guard has no pipes');
  const pid = firstNumber(stdout);
  const gone = Promise.all([ended(shell), once(stdout, 'close')]).then(() => undefined);
  const kill = async (signal: NodeJS.Signals) => send(await pid, signal);
  stdin.on('error', () => undefined);
  stdout.once('close', () => stdin.end());
  // A shell that ended by itself has waited for PostgreSQL; its number may belong to another process by now.
  shell.once('exit', (_code, signal) => signal !== null && void kill('SIGINT'));
  return { pid, gone, stop: () => stopWithin(gone, () => stdin.end(), kill) };
}

/** Asks, and after ten seconds insists. */
async function stopWithin(
  gone: Promise<void>,
  ask: () => void,
  kill: (signal: NodeJS.Signals) => Promise<void>,
): Promise<void> {
  const insist = setTimeout(() => void kill('SIGQUIT'), 10_000);
  const force = setTimeout(() => void kill('SIGKILL'), 12_000);
  ask();
  await gone;
  clearTimeout(insist);
  clearTimeout(force);
}

/** Windows has neither sessions nor the signal; PostgreSQL's own tool ends it, after a kill of this process the next start. */
function unguarded({ command, env, log, stopTool }: GuardPlan): Guarded {
  const [program = '', ...rest] = command;
  const child = spawn(program, rest, { env, stdio: ['ignore', 'ignore', log], windowsHide: true });
  const gone = ended(child);
  const [tool = '', ...how] = stopTool;
  const ask = () => void spawnSync(tool, how, { env, stdio: 'ignore', windowsHide: true });
  const kill = (signal: NodeJS.Signals) => Promise.resolve(send(child.pid, signal));
  return { pid: Promise.resolve(child.pid), gone, stop: () => stopWithin(gone, ask, kill) };
}

function firstNumber(output: Readable): Promise<number | undefined> {
  return new Promise((resolve) => {
    output.once('data', (line: Buffer) => resolve(Number.parseInt(line.toString(), 10)));
    output.once('close', () => resolve(undefined));
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
}

function send(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

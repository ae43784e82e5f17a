import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Ends a PostgreSQL that is still running on `cluster` after its owner was killed, and removes its pid file where that
 * names a process that is something else by now. Only the owner of the directory may call this.
 */
export async function endLeftover(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const signals = { 0: 'SIGINT', 100: 'SIGQUIT', 200: 'SIGKILL' } as const;
  for (let turn = 0; turn < 300; turn += 1) {
    const pid = await readPid(file);
    if (pid === undefined || !isAlive(pid)) return;
    if (!isPostgresOn(cluster, pid)) return rm(file, { force: true });
    const signal = Object.entries(signals).find(([at]) => Number(at) === turn)?.[1];
    if (signal !== undefined) process.kill(pid, signal);
    await pause(50);
  }
}

/** The process id of the PostgreSQL that last started on this directory, from its pid file. */
export async function readPid(file: string): Promise<number | undefined> {
  const content = await readFile(file, 'utf8').catch(() => '');
  const pid = Number.parseInt(content, 10);
  return pid > 1 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A zombie has no command line, so it does not count. Minimal Linux machines have no ps. */
function isPostgresOn(cluster: string, pid: number): boolean {
  try {
    const command =
      process.platform === 'linux'
        ? readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
        : execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes('postgres') && command.includes(cluster);
  } catch {
    return false;
  }
}

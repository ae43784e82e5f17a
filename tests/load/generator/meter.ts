import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Target } from './client.ts';

/** What a stretch of time took: milliseconds of CPU of the server, of PostgreSQL behind it, and of the generator. */
export type Used = {
  readonly wall: number;
  readonly cpu: number;
  readonly postgres: number;
  readonly generator: number;
  /** The share of all cores that was used by nobody of these, 0–1. */
  readonly others: number;
};

/** Begins to measure; the function it answers says what was used until now. */
export function startMeter(target: Target): () => Used {
  const { pids } = target;
  const before = {
    at: performance.now(),
    threads: cpuOf(pids),
    whole: wholeCpuOf(pids),
    postgres: postgresCpu(target),
    busy: machineBusy(),
  };
  const own = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(own);
    const wall = performance.now() - before.at;
    const [threads, whole] = [cpuOf(pids) - before.threads, wholeCpuOf(pids) - before.whole];
    // A thread that ended on the way took its time with it; the process still knows it, in ticks of 10 ms.
    const cpu = whole - threads > 2 * tick ? whole : threads;
    const postgres = postgresCpu(target) - before.postgres;
    const generator = (user + system) / 1000;
    const others = Math.max(0, machineBusy() - before.busy - cpu - postgres - generator);
    return { wall, cpu, postgres, generator, others: Math.min(1, others / wall / availableParallelism()) };
  };
}

/** Resident memory of these processes in KiB. */
export const residentKiB = (pids: readonly number[]): number =>
  sum(pids.map((pid) => Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0)));

/** Milliseconds that the living threads of these processes were on a CPU, to the microsecond. */
function cpuOf(pids: readonly number[]): number {
  const threads = pids.flatMap((pid) => list(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`));
  return sum(threads.map((thread) => Number(read(`${thread}/schedstat`).split(' ')[0] ?? 0) / 1e6));
}

/** The same with the threads that have ended, in ticks. */
function wholeCpuOf(pids: readonly number[]): number {
  const fields = pids.map((pid) =>
    read(`/proc/${pid}/stat`)
      .replace(/^.*\) /s, '')
      .split(' '),
  );
  return sum(fields.map((stat) => (Number(stat[11] ?? 0) + Number(stat[12] ?? 0)) * tick));
}

const tick = 10;

function postgresCpu({ postmaster }: Target): number {
  if (postmaster === undefined) return 0;
  const children = read(`/proc/${postmaster}/task/${postmaster}/children`).trim().split(' ');
  return cpuOf([postmaster, ...children.filter((child) => child !== '').map(Number)]);
}

/** Milliseconds that all cores together were busy since the machine started. */
function machineBusy(): number {
  const ticks = (read('/proc/stat').split('\n')[0] ?? '').trim().split(/\s+/).slice(1, 9).map(Number);
  const [, , , idle = 0, waiting = 0] = ticks;
  return (sum(ticks) - idle - waiting) * tick;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

import type { Cell } from './cell.ts';
import type { Goal, Job, Measure } from './jobs.ts';
import { isOurs, type ServerName } from './servers.ts';

/** What came out for one measure of one job: medians over the rounds. Undefined where it was not measured. */
export type Verdict = {
  readonly job: string;
  readonly measure: Measure;
  readonly ours: number | undefined;
  readonly relay: number | undefined;
  readonly peer: { readonly name: ServerName; readonly median: number } | undefined;
  readonly relayFirst: number | undefined;
  /** False also where something that the goal is about was not measured. */
  readonly isMet: boolean;
};

/** Judges every measure of the jobs. */
export function judge(jobs: readonly Job[], cells: readonly Cell[]): Verdict[] {
  return jobs.flatMap((job) =>
    job.measures.map((measure) => {
      const { figure, moreIsBetter = false } = measure;
      const of = (server: ServerName | undefined) =>
        median(
          valuesOf(
            cells.filter((cell) => cell.job === job.name && cell.server === server),
            figure,
          ),
        );
      const [ours, relay] = [of(job.servers.find(isOurs)), of('relay')];
      const peers = (['y-websocket-server', 'hocuspocus'] as const).flatMap((name) => {
        const its = of(name);
        return its === undefined ? [] : [{ name, median: its }];
      });
      const peer = peers.sort((a, b) => (moreIsBetter ? b.median - a.median : a.median - b.median))[0];
      const found = { job: job.name, measure, ours, relay, peer, relayFirst: of('ours-relay-first') };
      return { ...found, isMet: meets(found) };
    }),
  );
}

/** The values of one figure in these cells, without those in which it was not measured. */
export const valuesOf = (cells: readonly Cell[], figure: string): number[] =>
  cells.map(({ figures }) => figures[figure] ?? NaN).filter(Number.isFinite);

/** Undefined where there are none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

function meets({ measure, ours = NaN, relay = NaN, peer, relayFirst = NaN }: Omit<Verdict, 'isMet'>): boolean {
  const { goal, moreIsBetter = false } = measure;
  const holds = (value: number, limit: number) => (moreIsBetter ? value >= limit : value <= limit);
  const found: Record<keyof Goal, number> = {
    relay: ours / relay,
    peer: ours / (peer?.median ?? NaN),
    most: ours,
    overRelayFirst: ours - relayFirst,
  };
  return Object.entries(goal).every(([name, limit]) => holds(found[name as keyof Goal], limit));
}

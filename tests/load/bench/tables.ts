import type { Cell } from './cell.ts';
import type { Job, Measure } from './jobs.ts';
import { median, valuesOf, type Verdict } from './verdicts.ts';

/** The verdicts as a table: ours beside the bare relay (R) and the better peer (P), the goal, and whether it is met. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ job, measure, ours, relay, peer, relayFirst, isMet }) => [
    job,
    measure.unit,
    short(ours),
    relayFirst === undefined ? short(relay) : `${short(relayFirst)} (relay first)`,
    peer === undefined ? '–' : `${short(peer.median)} (${peer.name})`,
    ratio(ours, relay),
    ratio(ours, peer?.median),
    goalText(measure),
    isMet ? 'yes' : 'no',
  ]);
  return table(['job', 'measure', 'ours', 'R', 'P', 'to R', 'to P', 'goal', 'met'], rows);
}

/** Every server of every job: latencies, PostgreSQL beside ours, and how much others disturbed the machine. */
export function detailTable(jobs: readonly Job[], cells: readonly Cell[]): string {
  const rows = jobs.flatMap((job) =>
    job.servers.map((server) => {
      const own = cells.filter((cell) => cell.job === job.name && cell.server === server);
      return [job.name, server, ...detailsOf(job, own)];
    }),
  );
  const postgres = 'PostgreSQL beside it';
  return table(['job', 'server', 'cells', 'measured', 'p50 ms', 'p99 ms', postgres, 'lost', 'others’ CPU'], rows);
}

/** What went wrong, one line per cell; empty where nothing did. */
export const troubles = (cells: readonly Cell[]): string[] =>
  cells.flatMap(({ job, server, round, trouble }) =>
    trouble === null ? [] : [`${job}, ${server}, round ${round + 1}: ${trouble}`],
  );

function detailsOf({ measures }: Job, cells: readonly Cell[]): string[] {
  const all = (figure: string) => span(valuesOf(cells, figure), short);
  const postgres = ['postgresPer1000', 'postgresPerStroke', 'postgresCores'].map(all).find((text) => text !== '–');
  return [
    String(cells.length),
    measures.map(({ figure }) => all(figure)).join('; '),
    all('p50'),
    all('p99'),
    postgres ?? '–',
    all('lost'),
    span(valuesOf(cells, 'others'), (share) => `${Math.round(share * 100)} %`),
  ];
}

function span(values: readonly number[], as: (value: number) => string): string {
  const middle = median(values);
  if (middle === undefined) return '–';
  const [least, most] = [as(Math.min(...values)), as(Math.max(...values))];
  return least === most ? as(middle) : `${as(middle)} (${least}..${most})`;
}

function goalText({ goal: { relay, peer, most, overRelayFirst }, moreIsBetter = false }: Measure): string {
  const sign = moreIsBetter ? '≥' : '≤';
  const parts = [
    relay !== undefined && `${sign} ${relay} R`,
    peer !== undefined && `${sign} ${peer} P`,
    most !== undefined && `${sign} ${most}`,
    overRelayFirst !== undefined && `${sign} relay first + ${overRelayFirst}`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}

const ratio = (ours: number | undefined, other: number | undefined): string =>
  ours === undefined || other === undefined ? '–' : short(ours / other);

function short(value: number | undefined): string {
  if (value === undefined) return '–';
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

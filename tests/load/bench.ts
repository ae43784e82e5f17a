import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Cell, measureCell } from './bench/cell.ts';
import { type Job, jobs } from './bench/jobs.ts';
import type { ServerName } from './bench/servers.ts';
import { detailTable, troubles, verdictTable } from './bench/tables.ts';
import { judge } from './bench/verdicts.ts';
import { type Cluster, startCluster } from './database.ts';

/**
 * Measures the document engine against a bare relay and two servers of others: every cell on a fresh server, servers
 * interleaved and their order turned around with every round, so that a machine that gets slower is unfair to nobody.
 */
const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const wanted = options.only.flatMap((names) => names.split(','));
const unknown = wanted.filter((name) => !jobs.some((job) => job.name === name));
if (unknown.length > 0) throw new Error(`no such job: ${unknown.join(', ')}. There are ${namesOf(jobs)}`);
const chosen = wanted.length === 0 ? jobs : jobs.filter(({ name }) => wanted.includes(name));

const cluster = await startCluster();
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const)
  process.once(signal, () => void cluster.stop().finally(() => process.exit(1)));
try {
  const cells = await measureAll(cluster, chosen, Number(options.rounds));
  const verdicts = judge(chosen, cells);
  const met = verdicts.filter(({ isMet }) => isMet).length;
  const [cpu] = cpus();
  console.log(`\n${verdictTable(verdicts)}\n\n${detailTable(chosen, cells)}\n`);
  console.log(`${met} of ${verdicts.length} goals met; ${options.rounds} rounds on ${cpus().length} × ${cpu?.model}`);
  for (const line of troubles(cells)) console.log(line);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify({ cells, verdicts }, null, 2)}\n`);
} finally {
  await cluster.stop();
}
process.exit();

async function measureAll(cluster: Cluster, jobs: readonly Job[], rounds: number): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (let round = 0; round < rounds; round += 1)
    for (const job of jobs)
      for (const server of round % 2 === 0 ? job.servers : job.servers.toReversed()) {
        const cell = await measureCell(cluster, job, server, round).catch((error: unknown) =>
          failed(job, server, round, error),
        );
        cells.push(cell);
        console.error(`${round + 1}/${rounds} ${job.name} ${server} ${cell.trouble ?? figuresOf(job, cell)}`);
      }
  return cells;
}

function failed({ name }: Job, server: ServerName, round: number, error: unknown): Cell {
  return { job: name, server, round, figures: {}, trouble: error instanceof Error ? error.message : String(error) };
}

function figuresOf({ measures }: Job, { figures }: Cell): string {
  return measures.map(({ figure, unit }) => `${(figures[figure] ?? NaN).toFixed(2)} ${unit}`).join(', ');
}

function namesOf(jobs: readonly Job[]): string {
  return jobs.map(({ name }) => name).join(', ');
}

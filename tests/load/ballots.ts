import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { CommandInput } from '#domain/contract.ts';
import type { Secrecy } from '#domain/prioritisation/ballot.ts';
import { serverFlags } from '../../server/bootstrap/runtime.mjs';
import { openDatabase } from '../../server/database/database.ts';
import { openResult } from '../../server/prioritisation/results.ts';
import { sketch, snapshot } from '../../server/session/sessions.ts';
import { randomFrom } from '../support/random.ts';
import { plantSampleRound } from '../support/sample-round.ts';
import { databaseBeside, prepareDatabase, startCluster } from './database.ts';
import { LiveLine } from './live-line.ts';
import { plantVoters } from './voters.ts';

/**
 * Measures a ballot in a crowd: everybody follows the session over a socket of her own, votes at an instant that chance
 * decides, and hears of every vote; then the ballot is closed and counted. Once open, once secret, once by name. Then how much
 * a snapshot is, the sketch of it on every page, and the page of the result.
 */
const { values: options } = parseArgs({
  options: {
    voters: { type: 'string', default: '1000' },
    options: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '30' },
  },
});
const [voters, optionCount, seconds] = [Number(options.voters), Number(options.options), Number(options.seconds)];
const weights = [20, 20, 20, 10, 10, 10, 10];

const cluster = await startCluster();
const keys = await mkdtemp(join(tmpdir(), 'planungsrunde-bench-keys-'));
const url = await databaseBeside(cluster.url);
await prepareDatabase(url);
const db = openDatabase(url);
const round = await plantSampleRound(db, optionCount);
const { sessionId } = round;
const { moderator, tokens } = await plantVoters(db, round, voters);
await db.close();

const program = join(import.meta.dirname, 'serve-live.ts');
const server = fork(program, [url, keys], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], execArgv: [...serverFlags] });
const [port] = (await once(server.stdout!, 'data')).map(Number) as [number];
const cpu = async (): Promise<number> => Number(await (await fetch(`http://127.0.0.1:${port}/`)).text());

const desk = await LiveLine.open(port, moderator, sessionId);
const seats: LiveLine[] = [];
for (let from = 0; from < tokens.length; from += 25)
  seats.push(
    ...(await Promise.all(tokens.slice(from, from + 25).map((token) => LiveLine.open(port, token, sessionId)))),
  );
console.log(`${seats.length} voters follow the session`);

const rows = [];
for (const secrecy of ['open', 'secret', 'named'] as const) rows.push(await hold(secrecy));
console.log(
  `\n| ballot | vote, median | vote, p99 | slowest | close and count | all have the result | result | server CPU |`,
);
console.log('|---|---|---|---|---|---|---|---|');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
console.log(
  `\n${voters} voters, ${optionCount} options × ${weights.length} criteria, ${seconds} s, ${cpus().length} × ${cpus()[0]?.model}`,
);
await tellSizes();
for (const line of [desk, ...seats]) line.close();
server.kill();
await cluster.stop();
await rm(keys, { recursive: true, force: true });
process.exit();

async function hold(secrecy: Secrecy): Promise<string[]> {
  const random = randomFrom(1);
  const rule = { method: 'weighted' as const, criteria: weights.map((weight, place) => criterion(place, weight)) };
  const input: CommandInput<'ballot.open'> = {
    ...{ sessionId, title: 'Schwerpunkte', rule, secrecy, unit: 'person', roll: 'present', handVoters: 0 },
    measureIds: [...round.measures],
  };
  const opened = seats[0]!.next('ballot.opened');
  await desk.send('ballot.open', input);
  const { id: ballotId, hash } = (JSON.parse(await opened) as Opened)[1].facts[0].ballot;
  const usedBefore = await cpu();
  const times = await Promise.all(
    seats.map(async (seat) => {
      await sleep(random.next() * seconds * 1000);
      const marks = Array.from({ length: optionCount * weights.length }, () => 1 + random.below(5));
      const began = performance.now();
      await seat.send('vote.cast', { sessionId, ballotId, hash, marks });
      return performance.now() - began;
    }),
  );
  const used = (await cpu()) - usedBefore;
  const heard = seats.map((seat) => seat.next('ballot.closed'));
  const began = performance.now();
  await desk.send('ballot.close', { sessionId, ballotId });
  const counted = performance.now() - began;
  const frames = await Promise.all(heard);
  const told = performance.now() - began;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => `${(sorted[Math.ceil(sorted.length * share) - 1] ?? NaN).toFixed(1)} ms`;
  const result = `${Math.round((frames[0]?.length ?? 0) / 1000)} kB`;
  return [
    secrecy,
    at(0.5),
    at(0.99),
    at(1),
    `${counted.toFixed(0)} ms`,
    `${told.toFixed(0)} ms`,
    result,
    `${used.toFixed(1)} s`,
  ];
}

/** What a page or a socket is brought after these ballots, as JSON. */
async function tellSizes(): Promise<void> {
  const { kysely, close } = openDatabase(url);
  const { observation } = round.people;
  const whole = await snapshot(kysely, observation, sessionId);
  const closed = whole.view.ballots.map(({ id }) => id);
  const pages = await Promise.all(closed.map((id) => openResult(kysely, observation, id)));
  const kilobytes = (what: unknown): string => `${(JSON.stringify(what).length / 1000).toFixed(1)} kB`;
  console.log(`\nsnapshot ${kilobytes(whole)}, of it people ${kilobytes(whole.view.people)}`);
  console.log(
    `its closed ballots ${kilobytes(whole.view.ballots)}, whole ${kilobytes(pages.map(({ ballot }) => ballot))}`,
  );
  console.log(`sketch ${kilobytes(await sketch(kysely, observation, sessionId))}`);
  for (const { ballot } of pages) console.log(`${ballot.secrecy}: whole result ${kilobytes(ballot.result)}`);
  await close();
}

type Opened = [string, { facts: [{ ballot: { id: CommandInput<'ballot.close'>['ballotId']; hash: string } }] }];

function criterion(place: number, weight: number) {
  return {
    key: `c${place}`,
    weight,
    label: `Kriterium ${place}`,
    question: 'Wie sehr?',
    low: 'gar nicht',
    high: 'voll',
  };
}

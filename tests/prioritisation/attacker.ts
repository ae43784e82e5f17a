import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { BallotId } from '#domain/ids.ts';
import type { Queries } from '../../server/database/database.ts';

/** What somebody with the whole database sees of one vote, and what the vote really was. */
export type Trace = {
  readonly paper: Buffer;
  /** Its place among the votes of its ballot by time of arrival, by transaction, and by where it lies on the page. */
  readonly order: number;
  readonly transaction: number;
  readonly place: number;
  /** `cmin` of the row, and milliseconds since the vote before. */
  readonly command: number;
  readonly pause: number;
  readonly choice: number;
};

/** Copies all there is about the votes of a ballot, system columns too. `choiceOf` is what the attacker wants to find out. */
export async function spyOn(db: Queries, ballotId: BallotId, choiceOf: (voterId: string) => number): Promise<Trace[]> {
  type Row = { voter_id: string; paper: Buffer; at: Date; transaction: string; place: string; command: string };
  const { rows } =
    await sql<Row>`select voter_id, paper, at, xmin::text as transaction, ctid::text as place, cmin::text as command
    from ballot_paper where ballot_id = ${ballotId}`.execute(db);
  const rank = (of: (row: Row) => number | string) => {
    const sorted = rows.map(of).toSorted((a, b) => (a < b ? -1 : 1));
    return (row: Row) => sorted.indexOf(of(row));
  };
  const [order, transaction, place] = [
    rank(({ at }) => at.getTime()),
    rank((row) => Number(row.transaction)),
    rank((row) => row.place.padStart(12)),
  ];
  const times = rows.map(({ at }) => at.getTime()).toSorted((a, b) => a - b);
  return rows.map((row) => ({
    paper: row.paper,
    ...{ order: order(row), transaction: transaction(row), place: place(row), command: Number(row.command) },
    pause: row.at.getTime() - (times[times.indexOf(row.at.getTime()) - 1] ?? row.at.getTime()),
    choice: choiceOf(row.voter_id),
  }));
}

/** Every way in which the attacker guesses a choice. What one feature says is learned from votes whose choice is known. */
const ways: Record<string, (trace: Trace) => readonly (number | string)[]> = {
  bytes: ({ paper }) => [...paper].map((byte, place) => `${place}:${byte}`),
  'half bytes': ({ paper }) => [...paper].flatMap((byte, place) => [`${place}h${byte >> 4}`, `${place}l${byte & 15}`]),
  length: ({ paper }) => [paper.length],
  order: ({ order }) => [order],
  transaction: ({ transaction }) => [transaction],
  'place on the page': ({ place }) => [place],
  command: ({ command }) => [command],
  pause: ({ pause }) => [Math.min(20, pause)],
  everything: (trace) => [
    ...[...trace.paper].map((byte, place) => `${place}:${byte >> 5}`),
    ...[
      `o${trace.order}`,
      `t${trace.transaction}`,
      `p${trace.place}`,
      `c${trace.command}`,
      `w${Math.min(20, trace.pause)}`,
    ],
  ],
};

/** How often each way guesses right: learned on one half of the votes, tried on the other. */
export function link(traces: readonly Trace[]): Record<string, number> {
  const [known, unknown] = [traces.filter((_, index) => index % 2 === 0), traces.filter((_, index) => index % 2 === 1)];
  return Object.fromEntries(
    Object.entries(ways).map(([name, featuresOf]) => {
      const guess = learn(known, featuresOf);
      return [name, unknown.filter((trace) => guess(trace) === trace.choice).length / unknown.length];
    }),
  );
}

/** Naive Bayes with add-one smoothing. */
function learn(known: readonly Trace[], featuresOf: (trace: Trace) => readonly (number | string)[]) {
  const choices = [...new Set(known.map(({ choice }) => choice))];
  const many = new Map(choices.map((choice) => [choice, 0]));
  const seen = new Map<string, number>();
  for (const trace of known) {
    many.set(trace.choice, (many.get(trace.choice) ?? 0) + 1);
    for (const feature of featuresOf(trace)) {
      const key = `${trace.choice}|${feature}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
  }
  return (trace: Trace): number => {
    const features = featuresOf(trace);
    const score = (choice: number): number => {
      const all = many.get(choice) ?? 0;
      const likely = features.map((feature) => Math.log(((seen.get(`${choice}|${feature}`) ?? 0) + 1) / (all + 256)));
      return likely.reduce((sum, each) => sum + each, Math.log(all));
    };
    return choices.reduce((best, choice) => (score(choice) > score(best) ? choice : best));
  };
}

/** What no way may beat: always guessing the most common choice, and three standard deviations of luck. */
export function luck(traces: readonly Trace[]): number {
  const unknown = traces.filter((_, index) => index % 2 === 1);
  const counts = new Map<number, number>();
  for (const { choice } of unknown) counts.set(choice, (counts.get(choice) ?? 0) + 1);
  const rate = Math.max(...counts.values()) / unknown.length;
  return rate + 3 * Math.sqrt((rate * (1 - rate)) / unknown.length);
}

/** The files under a directory in which one of these strings of bytes stands. */
export async function filesWith(directory: string, wanted: readonly Buffer[]): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (wanted.some((each) => bytes.includes(each))) found.push(path);
  }
  return found;
}

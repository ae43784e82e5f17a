import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BallotId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import type { Secrecy } from '#domain/prioritisation/ballot.ts';
import { packMarks } from '#domain/prioritisation/marks.ts';
import { change, migrate } from '../../server/database/database.ts';
import { startEmbedded } from '../../server/database/embedded.ts';
import { newDirectory } from '../support/own-postgres.ts';
import { randomFrom } from '../support/random.ts';
import {
  enterHere,
  guestsHere,
  openHere,
  paperOn,
  pointsBallot,
  type SessionHere,
  sessionHere,
} from '../session/session-here.ts';
import { filesWith, link, luck, spyOn, type Trace } from './attacker.ts';

const isLong = process.env.LONG === '1';

/** A PostgreSQL of its own, so that every file of it can be read, with the session open and guests in it. */
async function observed(voters: number, measures = 3) {
  const dataDir = await newDirectory();
  const embedded = await startEmbedded({ dataDir, fsync: false });
  onTestFinished(() => embedded.stop());
  await migrate(embedded.url);
  const here = await sessionHere(measures, () => embedded.url);
  await openHere(here);
  const guests = await guestsHere(here, voters);
  await enterHere(here, guests);
  return { here, guests, dataDir };
}

/** Opens a ballot, and looks at nothing but the step that tells of it. */
async function open(here: SessionHere, secrecy: Secrecy): Promise<{ id: BallotId; hash: string }> {
  const rule = { method: 'points' as const, budget: 100, maxPerOption: 100 };
  await here.done(here.round.people.moderation, 'ballot.open', { ...pointsBallot(here.round), secrecy, rule });
  const [told] = here.steps.at(-1)!.told;
  if (told?.fact.kind !== 'ballot.opened') throw new Error('no ballot was opened');
  return told.fact.ballot;
}

const close = (here: SessionHere, { id }: { id: BallotId }) =>
  here.done(here.round.people.moderation, 'ballot.close', { sessionId: here.round.sessionId, ballotId: id });

/** Holds so many ballots of six, and copies what the database holds of each just before the close, when it holds most. */
async function tracesOf(here: SessionHere, guests: readonly Caller[], ballots: number, secrecy: Secrecy) {
  const random = randomFrom(4711);
  const traces: Trace[] = [];
  for (let held = 0; held < ballots; held += 1) {
    const ballot = await open(here, secrecy);
    const chosen = new Map<string, number>();
    for (const guest of guests.toSorted(() => random.next() - 0.5)) {
      // Six of ten want the first, three the second.
      const choice = random.pick([0, 0, 0, 0, 0, 0, 1, 1, 1, 2]);
      chosen.set(guest.personId, choice);
      const marks = [0, 0, 0].with(choice, 7);
      await here.done(guest, 'vote.cast', paperOn(here, ballot, marks));
    }
    traces.push(...(await spyOn(here.db.kysely, ballot.id, (voterId) => chosen.get(voterId) ?? -1)));
    await close(here, ballot);
  }
  return traces;
}

describe('whoever has everything but the destroyed key', () => {
  test('guesses the votes of secret ballots no better than by luck', { timeout: 600_000 }, async () => {
    const { here, guests } = await observed(6);
    const traces = await tracesOf(here, guests, isLong ? 1000 : 120, 'secret');
    const most = luck(traces);
    for (const [way, accuracy] of Object.entries(link(traces))) expect(accuracy, way).toBeLessThanOrEqual(most);
  });

  test('reads open ballots without effort: the same attack can succeed', { timeout: 120_000 }, async () => {
    const { here, guests } = await observed(6);
    const traces = await tracesOf(here, guests, 40, 'open');
    expect(link(traces).bytes).toBe(1);
    expect(link(traces).bytes).toBeGreaterThan(luck(traces));
  });
});

describe('a paper that nobody else would write', () => {
  const marks = Array.from({ length: 24 }, (_, place) => [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8][place % 12] ?? 0).map(
    (mark, place) => mark % (place % 3 === 0 ? 4 : 5),
  );
  const bytes = Buffer.from(packMarks(marks));
  /** As bytes, as PostgreSQL writes bytes down, and as JSON. */
  const canary = [bytes, Buffer.from(bytes.toString('hex')), Buffer.from(JSON.stringify(marks))];

  async function voted(secrecy: Secrecy) {
    const { here, guests, dataDir } = await observed(6, marks.length);
    const ballot = await open(here, secrecy);
    for (const guest of guests.toReversed()) {
      const own = guest === guests[0] ? marks : marks.map(() => 1);
      await here.done(guest, 'vote.cast', paperOn(here, ballot, own));
    }
    await close(here, ballot);
    await sql`checkpoint`.execute(here.db.kysely);
    const places = [dataDir, here.keys];
    const found = (await Promise.all(places.map((place) => filesWith(place, canary)))).flat();
    return { here, found };
  }

  test(
    'stands in no file after a secret ballot: tables, dead rows, WAL, logs, keys',
    { timeout: 120_000 },
    async () => {
      const { here, found } = await voted('secret');
      expect(found).toEqual([]);
      // The envelopes themselves are still there in dead rows: whoever looks finds them, and nothing in them.
      await change(here.db, (changes) => sql`create extension pageinspect`.execute(changes));
      const { rows } = await sql<{ row: Buffer }>`select t_data as row
      from heap_page_items(get_raw_page('ballot_paper', 0)) where t_data is not null`.execute(here.db.kysely);
      expect(rows.length).toBeGreaterThanOrEqual(6);
      expect(rows.filter(({ row }) => row.includes(bytes))).toEqual([]);
      expect(here.logged).toEqual([]);
    },
  );

  test(
    'stands in the table and in the WAL after an open one: the search can find it',
    { timeout: 120_000 },
    async () => {
      const { found } = await voted('open');
      expect(found.filter((path) => path.includes(join('pg18', 'pg_wal')))).not.toEqual([]);
      expect(found.filter((path) => path.includes(join('pg18', 'base')))).not.toEqual([]);
    },
  );
});

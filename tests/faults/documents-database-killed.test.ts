import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../server/database/database.ts';
import { linesOf, plantDocument, storedDocument, until } from '../support/documents.ts';
import { DocumentProcess } from '../support/documents-process.ts';
import { mountSmallDisk, newDirectory, ownPostgres } from '../support/own-postgres.ts';
import { freshDatabase } from '../support/postgres.ts';
import { randomFrom } from '../support/random.ts';
import { plantSampleRound } from '../support/sample-round.ts';
import { Writers } from './writers.ts';

const cycles = process.env.LONG === '1' ? 50 : 3;

type Office = { readonly db: Database; readonly server: DocumentProcess; readonly writers: Writers };

/** A server process over this database with an empty document, and people who have it open. */
async function open(url: string, count: number): Promise<Office> {
  const db = openDatabase(url);
  onTestFinished(() => db.close());
  const round = await plantSampleRound(db);
  const server = new DocumentProcess(url);
  onTestFinished(() => server.kill());
  await server.start();
  const { coordination, jugendhilfeplanung, behindertenbeirat, moderation } = round.people;
  const documentId = await plantDocument(db, round.roundId);
  const people = [coordination, jugendhilfeplanung, behindertenbeirat, moderation];
  return { db, server, writers: await Writers.sit({ db, url: server.url, documentId }, people, count) };
}

describe('while eight people type', () => {
  test(
    `PostgreSQL is killed ${cycles} times: what was called saved is there once, for all the same`,
    async () => {
      const database = await ownPostgres(await newDirectory());
      const { server, writers } = await open(database.url, 8);
      const random = randomFrom(1);
      for (let cycle = 0; cycle < cycles; cycle += 1) {
        writers.start();
        await writers.progress();
        // In turn: when something is stored and nobody has heard of it yet, and after so many lines are called saved.
        if (cycle % 2 === 0) await database.wire.interrupt(1 + random.below(80), () => database.kill());
        else await writers.saved(random.below(200)).then(() => database.kill());
        await database.start();
        await writers.expectSavedIsStored();
        await writers.connected();
        writers.stop();
        await writers.expectAllThere();
      }
      expect(server.lives).toBe(true);
    },
    60_000 + cycles * 30_000,
  );
});

/** A disk that can be full, with the address of the database on it. */
type Disk = { readonly url: string; fill(): Promise<void>; clear(): Promise<void> };

/** A disk of 160 MiB; where this account may not mount one, there is none. */
async function smallDisk(): Promise<Disk | null> {
  const path = await newDirectory();
  if (!mountSmallDisk(path, 160)) return null;
  const { url } = await ownPostgres(path);
  const ballast = join(path, 'ballast');
  return {
    url,
    fill: async () => {
      const file = openSync(ballast, 'w');
      // A file of PostgreSQL grows by 8 KiB; the log of changes has its 16 MiB already.
      for (let left = statfsSync(path).bavail; left > 0; left = statfsSync(path).bavail)
        writeSync(file, Buffer.alloc(Math.min(left, 256) * 4096));
      closeSync(file);
    },
    clear: async () => rmSync(ballast),
  };
}

/** A database that refuses every change of a document with the code of a full disk. */
async function refusingDatabase(): Promise<Disk> {
  const url = await freshDatabase(inject('postgresUrl'));
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  onTestFinished(() => sql.end());
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_name like 'document\_%'`;
  await sql`create function full_disk() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`;
  return {
    url,
    fill: async () => {
      for (const { name } of tables)
        await sql`create trigger full_disk before insert or update on ${sql(name)} execute function full_disk()`;
    },
    clear: async () => {
      for (const { name } of tables) await sql`drop trigger full_disk on ${sql(name)}`;
    },
  };
}

describe('when the disk is full', () => {
  test.for([
    ['a small disk', smallDisk],
    ['a database that says so', refusingDatabase],
  ] as const)(
    '%s: nothing lost is called saved, and all is saved when there is room',
    { timeout: 90_000 },
    async ([, make], { skip }) => {
      const disk = await make();
      if (disk === null) return skip('this account may not mount a disk');
      const { db, server, writers } = await open(disk.url, 3);
      const { typists } = writers;
      const round = async () => {
        // Long lines: what is short fits into pages that are there.
        typists.forEach((typist) => typist.type(` ${noise(6_000)}`));
        // Sent away within a second and a half each, they are hardly ever all gone at the same time.
        const there = new Set(typists);
        const isSavedOrGone = () => {
          for (const typist of typists) if (!typist.live.connected) there.delete(typist);
          return typists.map((typist) => typist.look()).some((saved) => saved) || there.size === 0;
        };
        await until(isSavedOrGone, 20_000);
      };
      typists.forEach((typist) => typist.type());
      await until(() => typists.map((typist) => typist.look()).every(Boolean));
      await disk.fill();
      while (typists.some((typist) => typist.look())) await round();
      // From here on nobody's text is saved: tried again and again, refused again and again.
      const before = typists.map(({ saved }) => saved.length);
      for (let attempt = 0; attempt < 3; attempt += 1) {
        typists.forEach((typist) => typist.type());
        await writers.triedAgain();
        expect(typists.map(({ live }) => live.save)).not.toContain('saved');
      }
      expect(typists.map(({ saved }) => saved.length)).toEqual(before);
      await writers.expectSavedIsStored();
      const lost = typists.flatMap(({ written, saved }) => written.slice(saved.length));
      expect(lost.length).toBeGreaterThanOrEqual(9);
      await disk.clear();
      await writers.expectAllThere();
      expect(server.lives).toBe(true);
      expect(linesOf(await storedDocument(db, writers.documentId))).toEqual(expect.arrayContaining(lost));
    },
  );
});

/** Text that cannot be made smaller by much. */
function noise(length: number): string {
  const random = randomFrom(length);
  return Array.from({ length }, () => String.fromCharCode(33 + random.below(90))).join('');
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { DocumentId } from '#domain/ids.ts';
import { type Database, openDatabase } from '../../server/database/database.ts';
import { linesOf, plantDocument, storedDocument, until } from '../support/documents.ts';
import { freshDatabase } from '../support/postgres.ts';
import { plantSampleRound, type SampleRound } from '../support/sample-round.ts';
import { Typist } from '../support/typist.ts';

const cycles = process.env.LONG === '1' ? 50 : 5;

let url: string;
let db: Database;
let round: SampleRound;
let documentId: DocumentId;
let child: ChildProcess;
let port = 0;
let typists: Typist[] = [];

beforeAll(async () => {
  url = await freshDatabase(inject('postgresUrl'));
  db = openDatabase(url);
  round = await plantSampleRound(db);
});

beforeEach(async () => {
  documentId = await plantDocument(db, round.roundId, ['Anfang']);
  port = 0;
  await startServer();
  const { coordination, jugendhilfeplanung, behindertenbeirat } = round.people;
  typists = [coordination, jugendhilfeplanung, behindertenbeirat].map(
    ({ personId, initials }) => new Typist(initials, `ws://127.0.0.1:${port}/documents`, documentId, personId),
  );
  await until(() => typists.every(({ live }) => live.synced));
});

afterEach(async () => {
  typists.forEach((typist) => {
    typist.stop();
    typist.live.destroy();
  });
  await killServer();
});

afterAll(() => db.close());

describe('while three people type', () => {
  test(
    `the server is killed ${cycles} times: nothing acknowledged is missing, nothing is doubled, nobody reloads`,
    async () => {
      for (let cycle = 0; cycle < cycles; cycle += 1) {
        typists.forEach((typist) => typist.start());
        await until(
          () => typists.every(({ saved, written }) => saved.length > 0 && saved.length > written.length - 400),
          15_000,
        );
        await pause(50 + ((cycle * 137) % 400));
        await killServer();
        typists.forEach((typist) => typist.look());
        const stored = new Set(linesOf(await storedDocument(db, documentId)));
        for (const { saved } of typists) expect(saved.filter((line) => !stored.has(line))).toEqual([]);
        await startServer();
        await until(() => typists.every(({ live }) => live.connected), 15_000, 25);
        typists.forEach((typist) => typist.stop());
        await expectAllThere();
      }
    },
    cycles * 25_000,
  );

  test(
    'the database ends their connections again and again: the server lives, nothing is lost, writing goes on',
    async () => {
      const admin = postgres(inject('postgresUrl'), { max: 1, onnotice: () => undefined });
      const database = new URL(url).pathname.slice(1);
      typists.forEach((typist) => typist.start());
      for (let turn = 0; turn < cycles * 5; turn += 1) {
        await pause(60 + ((turn * 31) % 90));
        await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database}`;
      }
      await admin.end();
      typists.forEach((typist) => typist.stop());
      await expectAllThere();
      expect(child.exitCode).toBeNull();
    },
    cycles * 12_000,
  );
});

/** Everybody sees every line that anybody wrote exactly once, in the same order, and so does the database. */
async function expectAllThere(): Promise<void> {
  await until(() => typists.map((typist) => typist.look()).every(Boolean), 20_000, 25);
  const written = ['Anfang', ...typists.flatMap((typist) => typist.written)].sort();
  await until(() => typists.every(({ lines }) => lines.length === written.length), 20_000, 50);
  const stored = linesOf(await storedDocument(db, documentId));
  expect([...stored].sort()).toEqual(written);
  for (const { lines } of typists) expect(lines).toEqual(stored);
}

async function startServer(): Promise<void> {
  child = spawn(process.execPath, [join(import.meta.dirname, '../support/documents-server.ts'), url, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout!, 'data')) as [Buffer];
  port = Number(String(said));
}

async function killServer(): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startEmbedded } from '../../server/database/embedded.ts';

const program = fileURLToPath(new URL('./embedded-program.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;

const directories: string[] = [];

/** A directory that only its owner may enter. */
function newDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'planungsrunde-embedded-'));
  directories.push(path);
  return path;
}

const ordinaryUid = 65_534;
const asOrdinary = ['setpriv', `--reuid=${ordinaryUid}`, `--regid=${ordinaryUid}`, '--clear-groups'];

function ordinaryMayRead(file: string): boolean {
  const [setpriv = '', ...rest] = asOrdinary;
  return spawnSync(setpriv, [...rest, 'test', '-r', file]).status === 0;
}

/** Processes that a test started, and that must not outlive it. */
const holders: ChildProcess[] = [];

describe('the embedded PostgreSQL', { timeout: 60_000 }, () => {
  /** One database for all tests that need no new one: creating takes most of a second. */
  let dataDir: string;
  beforeAll(() => {
    dataDir = newDirectory();
  });
  afterEach(() => Promise.all(holders.splice(0).map(ended)));
  afterAll(() => {
    for (const path of directories) rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  test('creates its database at the first start, finds it again at the second and sorts as German does', async () => {
    const first = await startEmbedded({ dataDir });
    await query(first.url, "CREATE TABLE measure AS SELECT * FROM (VALUES ('Zeit'), ('Öl'), ('Ort')) AS m (name)");
    await first.stop();
    const second = await startEmbedded({ dataDir });
    expect(await query(second.url, 'SELECT name FROM measure ORDER BY name')).toEqual([['Öl'], ['Ort'], ['Zeit']]);
    expect(await query(second.url, 'SHOW data_checksums')).toEqual([['on']]);
    await second.stop();
  });

  test('refuses a directory that another instance uses, at once and in one sentence', async () => {
    const embedded = await startEmbedded({ dataDir });
    const sentence = `${dataDir} wird schon von einer laufenden Planungsrunde benutzt`;
    await expect(startEmbedded({ dataDir })).rejects.toThrow(sentence);
    const { problem } = await report(hold(dataDir));
    expect(problem).toContain(`${dataDir} is already used by a running Planungsrunde`);
    expect(await query(embedded.url, 'SELECT 1')).toEqual([[1]]);
    await embedded.stop();
  });

  test.each([
    { who: 'the owner', victims: ['owner'] },
    { who: 'the owner and its postmaster', victims: ['owner', 'postmaster'] },
  ])('SIGKILL of $who loses nothing, leaves no process, and a directory that starts at once', async ({ victims }) => {
    const owner = hold(dataDir);
    const { url = '' } = await report(owner);
    await query(url, 'CREATE TABLE IF NOT EXISTS vote (points integer)');
    await query(url, 'INSERT INTO vote VALUES (9)');
    const postmaster = postmasterOf(dataDir);
    for (const victim of victims) process.kill(victim === 'owner' ? owner.pid! : postmaster, 'SIGKILL');
    const again = await startEmbedded({ dataDir });
    expect(isRunning(postmaster)).toBe(false);
    expect(await query(again.url, 'SELECT points FROM vote')).toEqual(victims.map(() => [9]));
    await again.stop();
  });

  test('says when it ended by itself, and not when it was asked to', async () => {
    const embedded = await startEmbedded({ dataDir });
    process.kill(postmasterOf(dataDir), 'SIGKILL');
    await embedded.lost;
    await embedded.stop();
    const again = await startEmbedded({ dataDir });
    let lost = false;
    void again.lost.then(() => (lost = true));
    await again.stop();
    expect(lost).toBe(false);
  });

  test('is not misled by the pid file of a killed one whose number belongs to another process now', async () => {
    const stale = [process.pid, join(dataDir, 'pg18'), 1, 5432, '', '127.0.0.1', '', 'ready', ''];
    writeFileSync(join(dataDir, 'pg18/postmaster.pid'), stale.join('\n'));
    const embedded = await startEmbedded({ dataDir });
    expect(await query(embedded.url, 'SELECT 1')).toEqual([[1]]);
    await embedded.stop();
  });

  test('keeps statements, values and the password out of the log and from other accounts', async () => {
    const embedded = await startEmbedded({ dataDir });
    await query(embedded.url, 'CREATE TABLE person (name text PRIMARY KEY)');
    await query(embedded.url, "INSERT INTO person VALUES ('vertraulich')");
    await expect(query(embedded.url, "INSERT INTO person VALUES ('vertraulich')")).rejects.toThrow();
    await expect(query(embedded.url.replace(/:[^:@]+@/, ':geraten@'), 'SELECT 1')).rejects.toThrow();
    await embedded.stop();
    const log = readFileSync(join(dataDir, 'pg18.log'), 'utf8');
    expect(log).toContain('person_pkey');
    expect(log).not.toContain('vertraulich');
    expect(statSync(join(dataDir, 'pg18/planungsrunde.password')).mode & 0o077).toBe(0);
  });

  test('says in one sentence that it cannot write', async () => {
    const file = join(newDirectory(), 'a-file');
    writeFileSync(file, '');
    await expect(startEmbedded({ dataDir: file })).rejects.toThrow('kann nicht geschrieben werden');
    await expect(startEmbedded({ dataDir: join(file, 'below') })).rejects.toThrow('cannot be written to');
    await expect(startEmbedded({ dataDir: '/proc/planungsrunde' })).rejects.toThrow('cannot be written to');
  });

  describe.runIf(isRoot && ordinaryMayRead(program))('where root and an ordinary account meet', () => {
    test('an ordinary account runs it, and root runs it after that without taking the files away', async () => {
      const own = newDirectory();
      chownSync(own, ordinaryUid, ordinaryUid);
      mkdirSync(join(own, 'pg18.draft-1/of-an-interrupted-first-start'), { recursive: true });
      chownSync(join(own, 'pg18.draft-1'), ordinaryUid, ordinaryUid);
      const ordinary = hold(own, asOrdinary);
      expect((await report(ordinary)).problem).toBeUndefined();
      await ended(ordinary);
      const embedded = await startEmbedded({ dataDir: own });
      expect(await query(embedded.url, 'SELECT 1')).toEqual([[1]]);
      await embedded.stop();
      expect((await report(hold(own, asOrdinary))).problem).toBeUndefined();
      expect(readdirSync(own).filter((name) => name.includes('draft'))).toEqual([]);
    });

    test('an ordinary account gets a sentence for a directory it may not write and for a database of root', async () => {
      chmodSync(dataDir, 0o755);
      expect((await report(hold(dataDir, asOrdinary))).problem).toContain('kann nicht geschrieben werden');
      chmodSync(join(dataDir, 'lock'), 0o666);
      chmodSync(dataDir, 0o777);
      expect((await report(hold(dataDir, asOrdinary))).problem).toContain('gehört einem anderen Konto');
    });
  });
});

function hold(dataDir: string, as: readonly string[] = []): ChildProcess {
  const [command = process.execPath, ...rest] = [...as, process.execPath, program, dataDir];
  const holder = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  holders.push(holder);
  return holder;
}

async function report(child: ChildProcess): Promise<{ url?: string; problem?: string }> {
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return JSON.parse(line.toString()) as { url?: string; problem?: string };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function postmasterOf(dataDir: string): number {
  return Number.parseInt(readFileSync(join(dataDir, 'pg18/postmaster.pid'), 'utf8'), 10);
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/exe`);
}

async function query(url: string, statement: string): Promise<unknown[][]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(statement).values())] as unknown[][];
  } finally {
    await sql.end();
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fingerprint } from '../../server/bootstrap/build.mjs';

const repository = resolve(import.meta.dirname, '../..');

/** A main.ts that has the real database and the real lifetime, and no pages. */
const main = `
import { startEmbedded } from '${repository}/server/database/embedded.ts';
import { readConfig } from '${repository}/server/platform/config.ts';
import { stopOnSignal } from '${repository}/server/platform/lifetime.ts';
import { createLog } from '${repository}/server/platform/log.ts';
const embedded = await startEmbedded({ dataDir: readConfig(process.env).dataDir });
void embedded.lost.then(() => process.exit(1));
stopOnSignal(embedded.stop, createLog('warn'));
process.stdout.write('ready\\n');
`;

/** A project in a directory that only its owner may enter: our bootstrap, installed and built, and the small main.ts. */
export function newProject(): string {
  const directory = mkdtempSync(join(tmpdir(), 'planungsrunde-bootstrap-'));
  mkdirSync(join(directory, 'build'));
  cpSync(join(repository, 'server/bootstrap.mjs'), join(directory, 'server/bootstrap.mjs'));
  cpSync(join(repository, 'server/bootstrap'), join(directory, 'server/bootstrap'), { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(repository, file), join(directory, file));
  symlinkSync(join(repository, 'node_modules'), join(directory, 'node_modules'));
  writeFileSync(join(directory, 'server/main.ts'), main);
  writeFileSync(join(directory, 'build/.stamp'), stampOf(directory));
  return directory;
}

/** Ends what a failed test left running in the project, and removes it. */
export function discard(directory: string): void {
  for (const { pid } of processesOf(directory)) process.kill(pid, 'SIGKILL');
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Runs `npm start` in a process group of its own, as a terminal does, and waits until it is ready. */
export async function npmStart(directory: string): Promise<ChildProcess> {
  const npm = spawn('npm', ['start'], {
    cwd: directory,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: plainEnv(),
  });
  for await (const part of npm.stdout) if (String(part).includes('ready')) break;
  return npm;
}

/** Runs bootstrap to its end. */
export async function bootstrap(directory: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [join(directory, 'server/bootstrap.mjs'), ...args], { env: plainEnv() });
  const parts: unknown[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => parts.push(part));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output: parts.join('') };
}

/** Every process that stands in the directory or was started with a path in it (Linux). */
export function processesOf(directory: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      command: read(() => readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')),
    }))
    .filter(
      ({ pid, command }) =>
        command.includes(directory) || read(() => readlinkSync(`/proc/${pid}/cwd`)).startsWith(directory),
    )
    .filter(({ pid }) => pid !== process.pid);
}

/** A process may end while it is looked at. */
function read(look: () => string): string {
  try {
    return look();
  } catch {
    return '';
  }
}

function stampOf(directory: string): string {
  const before = process.cwd();
  process.chdir(directory);
  try {
    return fingerprint(['package-lock.json'], '');
  } finally {
    process.chdir(before);
  }
}

/** What a terminal has: nothing of the test runner. */
function plainEnv(): NodeJS.ProcessEnv {
  const { PATH, HOME, USER } = process.env;
  return { PATH, HOME, USER };
}

import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartProblem } from '../platform/problem.ts';

/**
 * Makes this process the only owner of `dataDir` until the returned function is called or the process ends in any way.
 * Node cannot lock a file; SQLite does it with the kernel's own record lock, which even SIGKILL cannot leave behind.
 * @throws StartProblem when another process owns the directory, or it is not writable
 */
export function ownDirectory(dataDir: string): () => void {
  const lock = openLock(join(dataDir, 'lock'), dataDir);
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw isBusy(error) ? inUse(dataDir) : notWritable(dataDir);
  }
  return () => {
    if (lock.isOpen) lock.close();
  };
}

/** A process that was just killed holds its locks until the kernel has cleared it away. */
const patienceMs = 1_000;

function openLock(file: string, dataDir: string): DatabaseSync {
  try {
    const lock = new DatabaseSync(file, { timeout: patienceMs });
    // SQLite opens what it may not write for reading, and would take no exclusive lock then.
    accessSync(file, constants.W_OK);
    return lock;
  } catch {
    throw notWritable(dataDir);
  }
}

function isBusy(error: unknown): boolean {
  const busyOrLocked = [5, 6];
  return error instanceof Error && 'errcode' in error && busyOrLocked.some((code) => code === error.errcode);
}

function inUse(dataDir: string): StartProblem {
  return new StartProblem(
    `Das Datenverzeichnis ${dataDir} wird schon von einer laufenden Planungsrunde benutzt: Beenden Sie diese oder wählen Sie mit DATA_DIR ein anderes.`,
    `The data directory ${dataDir} is already used by a running Planungsrunde: stop that one or choose another with DATA_DIR.`,
  );
}

function notWritable(dataDir: string): StartProblem {
  return new StartProblem(
    `In das Datenverzeichnis ${dataDir} kann nicht geschrieben werden: Geben Sie dem Konto, das Planungsrunde startet, das Recht dazu oder wählen Sie mit DATA_DIR ein anderes.`,
    `The data directory ${dataDir} cannot be written to: give the account that starts Planungsrunde the right to, or choose another one with DATA_DIR.`,
  );
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Calls `onGone` when the process that started this one is gone. npm starts a script through a shell, which outlives an
 * npm that was killed: then npm counts too.
 * @param {() => void} onGone
 */
export function watchParents(onGone) {
  const parent = process.ppid;
  const shellOfNpm = look(parent).command.includes('bootstrap.mjs');
  const npm = shellOfNpm ? look(parent).parent : undefined;
  const isGone = () => process.ppid !== parent || (shellOfNpm && look(parent).parent !== npm);
  setInterval(() => isGone() && onGone(), process.platform === 'linux' ? 200 : 2_000).unref();
}

/**
 * The parent and the command line of a process; where there is no /proc, ps knows them.
 * @param {number} pid
 * @returns {{ parent: string, command: string }}
 */
function look(pid) {
  if (process.platform === 'win32') return { parent: '', command: '' };
  try {
    if (process.platform === 'linux') return lookIntoProc(pid);
  } catch {
    return { parent: '', command: '' };
  }
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
  const [parent = '', ...command] = (stdout ?? '').trim().split(/\s+/);
  return { parent, command: command.join(' ') };
}

/** @param {number} pid */
function lookIntoProc(pid) {
  // The name in parentheses may hold spaces; the parent is the second field after it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return { parent: fields[1] ?? '', command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
}

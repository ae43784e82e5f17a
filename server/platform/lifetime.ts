import type { Log } from './log.ts';

/**
 * Calls `onGone` once when the process that started this one through server/bootstrap.mjs has ended, even by SIGKILL:
 * the channel between the two closes then. Does nothing where there is no such parent (systemd, a container).
 */
export function stopWithParent(onGone: () => void): void {
  if (!process.connected) return;
  process.once('disconnect', onGone);
  // The channel alone must not keep a process alive that has nothing left to do.
  process.channel?.unref();
}

/**
 * Runs `stop` exactly once, on the first of: Ctrl-C, SIGTERM, a closed terminal, the end of the parent, or a call of what
 * it returns. Then the process ends with code 0 (or the code of that call), or with 1 when `stop` failed or took longer
 * than `withinMs`.
 */
export function stopOnSignal(stop: () => Promise<void>, log: Log, withinMs = 15_000): (code: number) => void {
  let stopping = false;
  const end = (code: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), withinMs).unref();
    stop().then(
      () => process.exit(code),
      (error: unknown) => {
        log.error('stop-failed', { error });
        process.exit(1);
      },
    );
  };
  const inOrder = () => end(0);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, inOrder);
  stopWithParent(inOrder);
  return end;
}

import type { WatchReply } from '#domain/contract.ts';
import type { RoundId } from '#domain/ids.ts';
import { dialHome, type LiveSocket } from './dial.ts';

/** A round and the tick at which the page was made. */
export type WatchedRound = { readonly id: RoundId; readonly clock: number };

/** Changes within this time are one reason to load again, in milliseconds. */
const merge = 120;

/**
 * Listens to what changes in rounds and says when the page is older than that. It tells nothing else: the page loads
 * again and so shows what the server says, however many steps were missed. Returns what ends it. Browser only.
 */
export function watchRounds(rounds: () => readonly WatchedRound[], onchange: () => void): () => void {
  let socket: LiveSocket | undefined;
  let isOver = false;
  let soon: ReturnType<typeof setTimeout> | undefined;

  const heard = (roundId: RoundId, clock: number): void => {
    if (rounds().every(({ id, clock: loaded }) => id !== roundId || clock <= loaded)) return;
    soon ??= setTimeout(() => {
      soon = undefined;
      onchange();
    }, merge);
  };
  const listen = (live: LiveSocket): void => {
    for (const { id } of rounds())
      live.emit('watch', id, (answer: WatchReply) => {
        if (answer.ok) heard(id, answer.clock);
      });
  };

  dialHome().then(
    (live) => {
      if (isOver) return;
      socket = live;
      live.on('connect', () => listen(live));
      live.on('roundStep', ({ roundId, clock }) => heard(roundId, clock));
      // The server has let it go, for example to start anew.
      live.on('disconnect', () => !isOver && !live.active && setTimeout(() => !isOver && live.connect(), 2000));
      live.connect();
    },
    // Without its code the page stays as it was loaded.
    () => undefined,
  );
  return () => {
    isOver = true;
    clearTimeout(soon);
    socket?.removeAllListeners().disconnect();
  };
}

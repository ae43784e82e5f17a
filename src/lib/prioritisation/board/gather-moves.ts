import { endsWhereItBegan, entryOf, joined } from '#domain/prioritisation/board-history.ts';
import type { RemoteMove } from './board-watch.svelte.ts';

/** What others move is told at once when they pause for so long, at the latest after `longest`; in milliseconds. */
const pause = 2_000;
const longest = 8_000;

/**
 * Gathers moves of others, so that many small steps are one: `tell` gets each thing once, from where it was at first. After
 * `end` nothing is told any more of what was gathered.
 */
export function gatherMoves(tell: (moves: readonly RemoteMove[]) => void): {
  readonly add: (move: RemoteMove) => void;
  readonly end: () => void;
} {
  let waiting: RemoteMove[] = [];
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const speak = (): void => {
    const moves = together(waiting);
    waiting = [];
    tell(moves);
  };
  return {
    add(move) {
      if (waiting.push(move) === 1) since = performance.now();
      clearTimeout(timer);
      timer = setTimeout(speak, Math.max(0, Math.min(pause, since + longest - performance.now())));
    },
    end: () => clearTimeout(timer),
  };
}

function together(moves: readonly RemoteMove[]): RemoteMove[] {
  const byEntry = new Map<string, RemoteMove>();
  for (const move of moves) {
    const entry = entryOf(move.what);
    const before = byEntry.get(entry);
    byEntry.set(entry, { ...move, what: before === undefined ? move.what : joined(before.what, move.what) });
  }
  return [...byEntry.values()].filter(({ what }) => !endsWhereItBegan(what));
}

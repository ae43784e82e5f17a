import type { MeasureId } from '#domain/ids.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Announcer } from '#lib/ui/announcer.svelte.ts';
import type { RemoteMove } from './board-watch.svelte.ts';
import type { OpenBoard } from './open-board.svelte.ts';

/** What others move within so many milliseconds is told in one sentence. */
const gathered = 2_000;

/** What is said aloud about a board. */
export type BoardVoice = {
  /** One's own move, and where the measure stands now; beyond the ends it says that there is no further. */
  readonly moved: (id: MeasureId, place: number, count: number) => void;
  readonly remote: (move: RemoteMove) => void;
  /** Says when the connection is lost or back, and when nothing can be moved any more. Call while a component is made. */
  readonly follow: (board: OpenBoard) => void;
};

/** Gives a board its voice. */
export function tellBoard(announcer: Announcer, keyOf: (id: MeasureId) => string): BoardVoice {
  let waiting: RemoteMove[] = [];
  const speak = (): void => {
    const [last] = waiting.slice(-1);
    const count = Object.keys(Object.groupBy(waiting, ({ measureId }) => measureId)).length;
    waiting = [];
    if (last === undefined) return;
    const move = { name: last.by.name, key: keyOf(last.measureId), from: last.from, to: last.to };
    announcer.announce(
      count === 1 ? m.prioritisation_board_said_remote(move) : m.prioritisation_board_said_remote_many({ count }),
    );
  };
  return {
    moved(id, place, count) {
      const key = keyOf(id);
      if (place < 1) announcer.announce(m.prioritisation_board_said_edge_top({ key }));
      else if (place > count) announcer.announce(m.prioritisation_board_said_edge_end({ key }));
      else announcer.announce(m.prioritisation_board_said_moved({ key, place, count }));
    },
    remote(move) {
      if (waiting.push(move) === 1) setTimeout(speak, gathered);
    },
    follow(board) {
      let wasLost = false;
      $effect(() => {
        const isLost = board.live?.offlineLong === true;
        const lost = `${m.prioritisation_board_offline_title()}. ${m.prioritisation_board_offline_body()}`;
        if (isLost && !wasLost) announcer.announce(lost);
        if (!isLost && wasLost) announcer.announce(m.prioritisation_board_back_online());
        wasLost = isLost;
      });
      $effect(() => {
        if (board.hasFailed) announcer.announce(m.prioritisation_board_failed(), { urgent: true });
        else if (board.lock) announcer.announce(m.prioritisation_board_locked_title(), { urgent: true });
      });
    },
  };
}

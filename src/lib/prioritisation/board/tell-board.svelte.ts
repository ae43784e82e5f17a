import type { MeasureId } from '#domain/ids.ts';
import { type CutLine, measuresAbove } from '#domain/prioritisation/board.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Announcer } from '#lib/ui/announcer.svelte.ts';
import type { FormatLocale } from '#lib/ui/format.ts';
import type { RemoteMove } from './board-watch.svelte.ts';
import { gapText, lineText, moveText, pointWords, subjectText } from './board-words.ts';
import { gatherMoves } from './gather-moves.ts';
import type { OpenBoard } from './open-board.svelte.ts';

/** What is said aloud about a board. */
export type BoardVoice = {
  /**
   * One's own move, and where the measure stands now; beyond the ends it says that there is no further. `below`: the line
   * that decides about it from now on, null for none, undefined where that is as before.
   */
  readonly moved: (id: MeasureId, place: number, count: number, below: CutLine | null | undefined) => void;
  /** Where one has put a line, and what is above it now; or that one has taken it away. */
  readonly line: (line: CutLine, board: OpenBoard) => void;
  /** Where a measure stands in the field after one has taken a move back. */
  readonly point: (id: MeasureId, board: OpenBoard) => void;
  readonly remote: (move: RemoteMove) => void;
  /** Says when the connection is lost or back, and when nothing can be moved any more. Call while a component is made. */
  readonly follow: (board: OpenBoard) => void;
};

/** What a voice has to know of the measures: their keys, and what those of a line cost, in words. */
export type ToldOf = {
  readonly keyOf: (id: MeasureId) => string;
  readonly sumOf: (line: CutLine) => string;
  readonly locale: FormatLocale;
};

/** Gives a board its voice. */
export function tellBoard(announcer: Announcer, { keyOf, sumOf, locale }: ToldOf): BoardVoice {
  const remote = gatherMoves((moves) => {
    const [one] = moves;
    if (one === undefined) return;
    const told = { name: one.by.name, what: subjectText(one.what, keyOf), move: moveText(one.what, locale) };
    announcer.announce(
      moves.length === 1
        ? m.prioritisation_board_said_remote(told)
        : m.prioritisation_board_said_remote_many({ count: moves.length }),
    );
  });
  return {
    remote: remote.add,
    moved(id, place, count, below) {
      const key = keyOf(id);
      if (place < 1) return announcer.announce(m.prioritisation_board_said_edge_top({ key }));
      if (place > count) return announcer.announce(m.prioritisation_board_said_edge_end({ key }));
      const moved = m.prioritisation_board_said_moved({ key, place, count });
      announcer.announce(below === undefined ? moved : `${moved} ${belowText(below)}`);
    },
    line(line, board) {
      const place = measuresAbove(board.sequence, line);
      const name = lineText(line);
      if (place === null) return announcer.announce(m.prioritisation_board_said_line_off({ line: name }));
      const sum = sumOf(line);
      const said = m.prioritisation_board_said_line({ line: name, gap: gapText(place), count: board.order.length });
      announcer.announce(sum === '' ? said : `${said} ${sum}.`);
    },
    point(id, board) {
      const point = board.points.get(id);
      const what = m.prioritisation_board_in_field({ key: keyOf(id) });
      announcer.announce(
        point === undefined
          ? m.prioritisation_board_said_out({ key: keyOf(id) })
          : `${what}: ${pointWords(point, locale)}.`,
      );
    },
    follow(board) {
      $effect(() => remote.end);
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

const belowText = (below: CutLine | null): string =>
  below === null
    ? m.prioritisation_board_said_below_all()
    : m.prioritisation_board_said_above({ line: lineText(below) });

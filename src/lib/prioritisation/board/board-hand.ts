import { type BoardItem, type CutLine, isLine } from '#domain/prioritisation/board.ts';
import type { Moved } from '#domain/prioritisation/board-history.ts';
import { lineBelow } from '#domain/prioritisation/cut-lines.ts';
import type { OpenBoard } from './open-board.svelte.ts';
import type { BoardVoice } from './tell-board.svelte.ts';

/** What one does at a board oneself: it is done, and said aloud. */
export type BoardHand = {
  /** Moves a measure to a place, or puts a line below so many measures; a line has at least one above it. */
  readonly move: (item: BoardItem, place: number) => void;
  readonly remove: (line: CutLine) => void;
  /** Moves back what a move has moved. */
  readonly takeBack: (what: Moved) => void;
};

/** A hand at a board. */
export function handAt(board: OpenBoard, tell: BoardVoice): BoardHand {
  const put = (line: CutLine, place: number): void => {
    board.move(line, place);
    tell.line(line, board);
  };
  const move = (item: BoardItem, place: number): void => {
    if (isLine(item)) return put(item, Math.max(place, 1));
    const before = lineBelow(board.bands, item);
    const isMoved = board.move(item, place);
    const now = lineBelow(board.bands, item);
    const at = isMoved ? board.order.indexOf(item) + 1 : place;
    tell.moved(item, at, board.order.length, now === before ? undefined : now);
  };
  const remove = (line: CutLine): void => {
    board.remove(line);
    tell.line(line, board);
  };
  return {
    move,
    remove,
    takeBack(what) {
      if (what.kind === 'order') return move(what.measureId, what.from);
      if (what.kind === 'line') return what.from === null ? remove(what.line) : put(what.line, what.from);
      if (what.from === null) board.takeOut(what.measureId);
      else board.put(what.measureId, what.from);
      tell.point(what.measureId, board);
    },
  };
}

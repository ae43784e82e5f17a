import type { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import {
  type BoardItem,
  boardRoot,
  isLine,
  moveTo,
  type Orderable,
  positionEntry,
  readBoard,
  sequence,
} from '#domain/prioritisation/board.ts';
import { change, type Database } from '../../server/database/database.ts';
import { createBoard } from '../../server/prioritisation/boards.ts';
import type { SampleRound } from './sample-round.ts';

/** The measures of the sample round as its board knows them. */
export const boardMeasures = ({ measures }: SampleRound): Orderable[] =>
  measures.map((id, index) => ({ id, key: `M${String(index + 1).padStart(2, '0')}` }));

/** The document of the sample round's board. */
export const plantBoard = (db: Database, { roundId }: SampleRound) =>
  change(db, (changes) => createBoard(changes, roundId));

/** The keys of the measures in the order of a board, with the lines between them: "M01 M02 |decision M03". */
export const orderOn = (doc: Y.Doc, measures: readonly Orderable[]): string =>
  keysOf(sequence(readBoard(doc.getMap(boardRoot).entries()).positions, measures), measures);

/** The same of a sequence that is known. */
export const keysOf = (items: readonly BoardItem[], measures: readonly Orderable[]): string =>
  items
    .map((item) => (isLine(item) ? item.replace('line:', '|') : measures.find(({ id }) => id === item)?.key))
    .join(' ');

/** Moves a measure or a line as the board's page does. */
export function moveOn(
  { doc }: Pick<WebsocketProvider, 'doc'>,
  measures: readonly Orderable[],
  item: BoardItem,
  to: number,
): void {
  const board = doc.getMap(boardRoot);
  doc.transact(() => {
    for (const [each, position] of moveTo(readBoard(board.entries()).positions, measures, item, to))
      board.set(positionEntry(each), position);
  });
}

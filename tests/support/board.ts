import type { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import type { MeasureId } from '#domain/ids.ts';
import { boardRoot, moveTo, type Orderable, orderEntry, ranking, readBoard } from '#domain/prioritisation/board.ts';
import { change, type Database } from '../../server/database/database.ts';
import { createBoard } from '../../server/prioritisation/boards.ts';
import type { SampleRound } from './sample-round.ts';

/** The measures of the sample round as its board knows them. */
export const boardMeasures = ({ measures }: SampleRound): Orderable[] =>
  measures.map((id, index) => ({ id, key: `M${String(index + 1).padStart(2, '0')}` }));

/** The document of the sample round's board. */
export const plantBoard = (db: Database, { roundId }: SampleRound) =>
  change(db, (changes) => createBoard(changes, roundId));

/** The keys of the measures in the order of a board. */
export const orderOn = (doc: Y.Doc, measures: readonly Orderable[]): string =>
  ranking(readBoard(doc.getMap(boardRoot).entries()).positions, measures)
    .map((id) => measures.find((each) => each.id === id)?.key)
    .join(' ');

/** Moves a measure as the board's page does. */
export function moveOn(
  { doc }: Pick<WebsocketProvider, 'doc'>,
  measures: readonly Orderable[],
  id: MeasureId,
  to: number,
): void {
  const board = doc.getMap(boardRoot);
  doc.transact(() => {
    for (const [each, position] of moveTo(readBoard(board.entries()).positions, measures, id, to))
      board.set(orderEntry(each), position);
  });
}

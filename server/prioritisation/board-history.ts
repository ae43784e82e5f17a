import * as Y from 'yjs';
import type { DocumentId, MeasureId, PersonId } from '#domain/ids.ts';
import { boardRoot, type Orderable, orderEntry, ranking, readBoard } from '#domain/prioritisation/board.ts';
import { type BoardMove, movesIn } from '#domain/prioritisation/board-history.ts';
import { change, type Changes, type Database, type Queries } from '../database/database.ts';
import { readBatch } from '../documents/store.ts';

/** So many moves are looked up at the most. */
const mostKept = 500;

/** A move with its number in the document's log, which names it for ever. */
type NumberedMove = BoardMove & { readonly seq: number; readonly number: number };

/**
 * Who moved what on a board, in the order in which it was stored. It is read from the document's log: what changed is
 * what the order was before and after each stored update, when is the time of the database, and who is the owner of the
 * client id that wrote it, which no browser can claim for another. What of the log was compacted is in `board_move`.
 */
export async function historyOf(db: Database, documentId: DocumentId): Promise<BoardMove[]> {
  // One moment for both: a compaction moves from the one to the other.
  const reading = db.kysely.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return reading.execute(async (queries) => {
    const kept = await keptMoves(queries, documentId);
    const logged = await loggedMoves(queries, documentId);
    const last = kept.at(-1)?.seq ?? 0;
    return [...kept, ...logged.filter(({ seq }) => seq > last)];
  });
}

/** Writes down what a board's log tells, before it is compacted. What is written already stays as it is. */
export function keepHistory(db: Database): (document: Compacted) => Promise<void> {
  return async ({ id, kind }) => {
    if (kind === 'board') await change(db, (changes) => writeDown(changes, id));
  };
}

async function writeDown(changes: Changes, documentId: DocumentId): Promise<void> {
  const moves = await loggedMoves(changes, documentId);
  if (moves.length === 0) return;
  const rows = moves.map(({ seq, number, measureId, from, to, by, at }) => ({
    ...{ document_id: documentId, seq, number, measure_id: measureId },
    ...{ from_place: from, to_place: to, person_id: by, at: new Date(at) },
  }));
  await changes
    .insertInto('board_move')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

type Compacted = { readonly id: DocumentId; readonly kind: string };

async function keptMoves(db: Queries, documentId: DocumentId): Promise<NumberedMove[]> {
  const rows = await db
    .selectFrom('board_move')
    .select(['seq', 'number', 'measure_id', 'from_place', 'to_place', 'person_id', 'at'])
    .where('document_id', '=', documentId)
    .orderBy('seq', 'desc')
    .orderBy('number', 'desc')
    .limit(mostKept)
    .execute();
  return rows.reverse().map(({ seq, number, ...row }) => ({
    ...{ id: idOf(seq, number), seq: Number(seq), number, measureId: row.measure_id, by: row.person_id, at: row.at.toISOString() },
    ...{ from: row.from_place, to: row.to_place },
  }));
}

const idOf = (seq: string, number: number): string => `${seq}.${number}`;

/** What the log tells that follows the snapshot: each stored update is applied, and the order compared. */
async function loggedMoves(db: Queries, documentId: DocumentId): Promise<NumberedMove[]> {
  const log = await readLog(db, documentId);
  const doc = new Y.Doc({ guid: 'history' });
  if (log.base !== null) Y.applyUpdate(doc, log.base);
  const moves: NumberedMove[] = [];
  for (const { seq, bytes, at } of log.batches) {
    let number = 0;
    for (const update of readBatch(bytes))
      for (const move of replay(doc, update, log.measures, log.owners)) {
        number += 1;
        moves.push({ ...move, id: idOf(seq, number), seq: Number(seq), number, at: at.toISOString() });
      }
  }
  doc.destroy();
  return moves;
}

async function readLog(db: Queries, documentId: DocumentId) {
  const base = await db
    .selectFrom('document_snapshot')
    .select('bytes')
    .where('document_id', '=', documentId)
    .executeTakeFirst();
  const batches = await db
    .selectFrom('document_update')
    .select(['seq', 'bytes', 'at'])
    .where('document_id', '=', documentId)
    .orderBy('seq')
    .execute();
  const clients = await db
    .selectFrom('document_client')
    .select(['client_id', 'person_id'])
    .where('document_id', '=', documentId)
    .execute();
  const measures = await db
    .selectFrom('measure')
    .innerJoin('board', 'board.round_id', 'measure.round_id')
    .select(['measure.id', 'measure.key'])
    .where('board.document_id', '=', documentId)
    .execute();
  const owners = new Map(clients.map(({ client_id, person_id }) => [Number(client_id), person_id]));
  return { base: base?.bytes ?? null, batches, owners, measures };
}

type Owners = ReadonlyMap<number, PersonId | null>;

function replay(doc: Y.Doc, update: Uint8Array, measures: readonly Orderable[], owners: Owners) {
  const board = doc.getMap(boardRoot);
  const writings = () => measures.map(({ id }) => ({ id, item: board._map.get(orderEntry(id)) }));
  const orderNow = () => ranking(readBoard(board.entries()).positions, measures);
  const before = orderNow();
  const had = new Map(writings().map(({ id, item }) => [id, item]));
  Y.applyUpdate(doc, update);
  const written = writings().filter(({ id, item }) => item !== undefined && item !== had.get(id));
  const authors = new Map(written.map(({ id, item }): [MeasureId, number] => [id, item?.id.client ?? 0]));
  const changed = written.toSorted((a, b) => (a.item?.id.clock ?? 0) - (b.item?.id.clock ?? 0)).map(({ id }) => id);
  return movesIn({ changed, before, after: orderNow() }).map((move) => ({
    ...move,
    by: owners.get(authors.get(move.measureId) ?? 0) ?? null,
  }));
}

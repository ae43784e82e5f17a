import * as v from 'valibot';
import type { DocumentId } from '#domain/ids.ts';
import { type BoardMove, Moved } from '#domain/prioritisation/board-history.ts';
import { asJson } from '../database/as-json.ts';
import { change, type Changes, type Database, type Queries } from '../database/database.ts';
import { type AroundLog, BoardReplay, type LoggedBatch, moveId, type NumberedMove } from './board-replay.ts';

/** So many moves are looked up at the most. */
const mostKept = 2_000;
/** So many boards are kept in memory as far as their logs were read. */
const mostBoards = 8;

/**
 * Who moved what on a board, in the order in which it was stored. It is read from the document's log: what changed is
 * what the board said before and after each stored update, when is the time of the database, and who is the owner of the
 * client id that wrote it, which no browser can claim for another. What of the log was compacted is in `board_move`.
 */
export type Histories = { of(documentId: DocumentId): Promise<BoardMove[]> };

/** The histories of the boards in a database. Those asked for last go on from where their logs were read up to. */
export function createHistories(db: Database): Histories {
  /** The one that was asked for longest ago comes first. */
  const told = new Map<DocumentId, Told>();
  return {
    of: async (documentId) => {
      const known = told.get(documentId);
      const { now, batches, around } = await atOneMoment(db, (queries) => read(queries, documentId, known));
      // Others may have read the same meanwhile: the replay leaves out what it has.
      const last = now.moves.at(-1)?.seq ?? 0;
      const logged = now.replay.take(batches, around).filter(({ seq }) => seq > last);
      now.moves = [...now.moves, ...logged].slice(-mostKept);
      told.delete(documentId);
      told.set(documentId, now);
      for (const oldest of told.keys()) if (told.size > mostBoards) told.delete(oldest);
      return now.moves.map(({ seq: _, number: __, ...move }) => move);
    },
  };
}

/** A history up to the replay's last batch. */
type Told = { readonly epoch: number; readonly replay: BoardReplay; moves: readonly NumberedMove[] };

/** The history that is known, or a new one where that cannot be gone on from, and what follows it. */
async function read(db: Queries, documentId: DocumentId, known: Told | undefined) {
  const { epoch, seq } = await db
    .selectFrom('document')
    .leftJoin('document_snapshot', 'document_snapshot.document_id', 'document.id')
    .select(['document.epoch', 'document_snapshot.seq'])
    .where('document.id', '=', documentId)
    .executeTakeFirstOrThrow();
  // Behind the snapshot the log has a hole.
  const goesOn = known !== undefined && known.epoch === epoch && known.replay.seq >= Number(seq ?? 0);
  const now: Told = goesOn
    ? known
    : { epoch, replay: await snapshotOf(db, documentId), moves: await keptMoves(db, documentId) };
  const batches = await batchesAfter(db, documentId, now.replay.seq);
  const around = batches.length === 0 ? nothingAround : await aroundLog(db, documentId);
  return { now, batches, around };
}

/** One moment for all of it: a compaction moves from the log to what is kept. */
const atOneMoment = <Result>({ kysely }: Database, work: (queries: Queries) => Promise<Result>): Promise<Result> =>
  kysely.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);

/** Writes down what a board's log tells, before it is compacted. What is written already stays as it is. */
export function keepHistory(db: Database): (document: Compacted) => Promise<void> {
  return async ({ id, kind }) => {
    if (kind === 'board') await change(db, (changes) => writeDown(changes, id));
  };
}

async function writeDown(changes: Changes, documentId: DocumentId): Promise<void> {
  const replay = await snapshotOf(changes, documentId);
  const batches = await batchesAfter(changes, documentId, replay.seq);
  const moves = replay.take(batches, await aroundLog(changes, documentId));
  if (moves.length === 0) return;
  const rows = moves.map(({ seq, number, what, by, at }) => ({
    ...{ document_id: documentId, seq, number, what: asJson(what), person_id: by, at: new Date(at) },
    measure_id: what.kind === 'line' ? null : what.measureId,
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
    .select(['seq', 'number', 'what', 'person_id', 'at'])
    .where('document_id', '=', documentId)
    .orderBy('seq', 'desc')
    .orderBy('number', 'desc')
    .limit(mostKept)
    .execute();
  return rows.reverse().map(({ number, person_id: by, at, ...row }) => {
    const seq = Number(row.seq);
    return { id: moveId(seq, number), seq, number, what: v.parse(Moved, row.what), by, at: at.toISOString() };
  });
}

async function snapshotOf(db: Queries, documentId: DocumentId): Promise<BoardReplay> {
  const snapshot = await db
    .selectFrom('document_snapshot')
    .select(['bytes', 'seq'])
    .where('document_id', '=', documentId)
    .executeTakeFirst();
  return new BoardReplay(snapshot?.bytes ?? null, Number(snapshot?.seq ?? 0));
}

async function batchesAfter(db: Queries, documentId: DocumentId, seq: number): Promise<LoggedBatch[]> {
  const rows = await db
    .selectFrom('document_update')
    .select(['seq', 'bytes', 'at'])
    .where('document_id', '=', documentId)
    .where('seq', '>', String(seq))
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

const nothingAround: AroundLog = { shownAt: () => [], owners: new Map() };

async function aroundLog(db: Queries, documentId: DocumentId): Promise<AroundLog> {
  const clients = await db
    .selectFrom('document_client')
    .select(['client_id', 'person_id'])
    .where('document_id', '=', documentId)
    .execute();
  const shownAt = await shownOnBoard(db, documentId);
  return { shownAt, owners: new Map(clients.map(({ client_id, person_id }) => [Number(client_id), person_id])) };
}

/** Measures that had gone into another one at that instant had no place. */
async function shownOnBoard(db: Queries, documentId: DocumentId): Promise<AroundLog['shownAt']> {
  const measures = await db
    .selectFrom('measure')
    .innerJoin('board', 'board.round_id', 'measure.round_id')
    .select(['measure.id', 'measure.key'])
    .where('board.document_id', '=', documentId)
    .execute();
  const merges = await db
    .selectFrom('measure_merge')
    .innerJoin('measure', 'measure.id', 'measure_merge.measure_id')
    .innerJoin('board', 'board.round_id', 'measure.round_id')
    .select(['measure_merge.measure_id', 'measure_merge.into_id', 'measure_merge.at'])
    .where('board.document_id', '=', documentId)
    .orderBy('measure_merge.clock')
    .execute();
  const mergesOf = Map.groupBy(merges, ({ measure_id }) => measure_id);
  return (instant) =>
    measures.filter(({ id }) => {
      const last = mergesOf.get(id)?.findLast(({ at }) => at <= instant);
      return last === undefined || last.into_id === null;
    });
}

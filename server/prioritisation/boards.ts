import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { DocumentId, RoundId } from '#domain/ids.ts';
import { type Caller, seatIn } from '#domain/people/caller.ts';
import { may } from '#domain/people/permissions.ts';
import { firstPositions, type Orderable, orderEntry } from '#domain/prioritisation/board.ts';
import type { BoardHistory, BoardView } from '#domain/prioritisation/board-view.ts';
import { retold } from '#domain/prioritisation/board-history.ts';
import { Refused } from '#domain/refused.ts';
import { type Changes, change, type Database } from '../database/database.ts';
import { createDocument } from '../documents/create.ts';
import { type BoardEntries, boardSeed } from '../documents/seed.ts';
import * as measures from '../measures/measures.ts';
import { createHistories, type Histories } from './board-history.ts';
import { lastRanking, votedField } from './last-ranking.ts';

/** So many moves of the history are shown. */
const shownMoves = 50;

/** The priority boards of rounds. Both refuse with 'not-signed-in', and 'not-found' for unknown and foreign rounds alike. */
export type Boards = {
  /**
   * The board of one of the caller's rounds; the first one where none is named. It is created when it is opened for the
   * first time, once, however many do so at the same time.
   */
  open(caller: Caller | null, round: string | null): Promise<BoardView>;
  /** What was moved on it, and nothing else. */
  history(caller: Caller | null, round: string | null): Promise<BoardHistory>;
};

/** The boards in a database. */
export function boardsIn(db: Database): Boards {
  const histories = createHistories(db);
  return {
    open: (caller, round) => open(db, histories, { caller, round }),
    history: async (caller, round) => {
      const documentId = await find(db, readable(caller, round).roundId);
      return documentId === undefined ? { moves: [], movers: [] } : await history(db, histories, documentId);
    },
  };
}

type Wanted = { readonly caller: Caller | null; readonly round: string | null };

async function open(db: Database, histories: Histories, wanted: Wanted): Promise<BoardView> {
  const { caller, roundId } = readable(wanted.caller, wanted.round);
  const documentId = (await find(db, roundId)) ?? (await change(db, (changes) => createBoard(changes, roundId)));
  const all = await measures.list(db.kysely, caller);
  const rounds = await db.kysely
    .selectFrom('round')
    .select(['id', 'title'])
    .where('id', 'in', [...new Set(caller.seats.map((seat) => seat.roundId))])
    .orderBy('created_at', 'desc')
    .execute();
  return {
    ...{ roundId, rounds, documentId },
    mayMove: may(caller, 'analysis.write', { roundId }),
    measures: all.filter((measure) => measure.roundId === roundId),
    ...(await history(db, histories, documentId)),
    lastRanking: await lastRanking(db.kysely, caller, roundId),
    votedField: await votedField(db.kysely, caller, roundId),
  };
}

/** The document of a round's board, made now where there is none yet: by `begun`, or with the measures by their keys. */
export async function createBoard(changes: Changes, roundId: RoundId, begun?: BoardEntries): Promise<DocumentId> {
  // Who comes second waits here, and then finds the board of the first.
  await changes.selectFrom('round').select('id').where('id', '=', roundId).forNoKeyUpdate().executeTakeFirstOrThrow();
  const there = await changes
    .selectFrom('board')
    .select('document_id')
    .where('round_id', '=', roundId)
    .executeTakeFirst();
  if (there !== undefined) return there.document_id;
  const known = await changes.selectFrom('measure').select(['id', 'key']).where('round_id', '=', roundId).execute();
  const id = v.parse(DocumentId, randomUUID());
  await createDocument(changes, { id, roundId, kind: 'board', update: boardSeed(begun ?? byKey(known)) });
  await changes.insertInto('board').values({ round_id: roundId, document_id: id }).execute();
  return id;
}

const byKey = (known: readonly Orderable[]): BoardEntries =>
  firstPositions(known).map(([id, position]) => [orderEntry(id), position]);

async function find({ kysely }: Database, roundId: RoundId): Promise<DocumentId | undefined> {
  const board = await kysely
    .selectFrom('board')
    .select('document_id')
    .where('round_id', '=', roundId)
    .executeTakeFirst();
  return board?.document_id;
}

async function history(db: Database, histories: Histories, documentId: DocumentId): Promise<BoardHistory> {
  const moves = retold(await histories.of(documentId)).slice(0, shownMoves);
  const ids = [...new Set(moves.flatMap(({ by }) => by ?? []))];
  if (ids.length === 0) return { moves, movers: [] };
  const movers = await db.kysely
    .selectFrom('person')
    .select(['id', 'name', 'initials', 'tone'])
    .where('id', 'in', ids)
    .execute();
  return { moves, movers };
}

/** The round, and the caller, who may see its board. */
function readable(caller: Caller | null, round: string | null): { caller: Caller; roundId: RoundId } {
  if (caller === null) throw new Refused('not-signed-in');
  const roundId = round === null ? (caller.seats[0]?.roundId ?? null) : parsed(round);
  if (roundId === null || seatIn(caller, roundId) === undefined || !may(caller, 'measure.read', { roundId }))
    throw new Refused('not-found');
  return { caller, roundId };
}

function parsed(id: string): RoundId | null {
  const round = v.safeParse(RoundId, id);
  return round.success ? round.output : null;
}

import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { DocumentId, RoundId } from '#domain/ids.ts';
import { type Caller, seatIn } from '#domain/people/caller.ts';
import { may } from '#domain/people/permissions.ts';
import type { BoardHistory, BoardView } from '#domain/prioritisation/board-view.ts';
import { retold } from '#domain/prioritisation/board-history.ts';
import { Refused } from '#domain/refused.ts';
import { type Changes, change, type Database } from '../database/database.ts';
import { createDocument } from '../documents/create.ts';
import { boardSeed } from '../documents/seed.ts';
import * as measures from '../measures/measures.ts';
import { historyOf } from './board-history.ts';
import { lastRanking } from './last-ranking.ts';

/** So many moves of the history are shown. */
const shownMoves = 50;

/**
 * The priority board of one of the caller's rounds; the first one where none is named. It is created when it is opened
 * for the first time, once, however many do so at the same time.
 * @throws Refused 'not-signed-in'; 'not-found' for unknown and for foreign rounds alike
 */
export async function open(db: Database, caller: Caller | null, round: string | null): Promise<BoardView> {
  if (caller === null) throw new Refused('not-signed-in');
  const roundId = round === null ? (caller.seats[0]?.roundId ?? null) : parsed(round);
  if (roundId === null || seatIn(caller, roundId) === undefined || !may(caller, 'measure.read', { roundId }))
    throw new Refused('not-found');
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
    ...(await history(db, documentId)),
    lastRanking: await lastRanking(db.kysely, caller, roundId),
  };
}

/** The document of a round's board, made now where there is none yet. */
export async function createBoard(changes: Changes, roundId: RoundId): Promise<DocumentId> {
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
  await createDocument(changes, { id, roundId, kind: 'board', update: boardSeed(known) });
  await changes.insertInto('board').values({ round_id: roundId, document_id: id }).execute();
  return id;
}

async function find({ kysely }: Database, roundId: RoundId): Promise<DocumentId | undefined> {
  const board = await kysely
    .selectFrom('board')
    .select('document_id')
    .where('round_id', '=', roundId)
    .executeTakeFirst();
  return board?.document_id;
}

async function history(db: Database, documentId: DocumentId): Promise<BoardHistory> {
  const moves = retold(await historyOf(db, documentId)).slice(0, shownMoves);
  const ids = [...new Set(moves.flatMap(({ by }) => by ?? []))];
  if (ids.length === 0) return { moves, movers: [] };
  const movers = await db.kysely
    .selectFrom('person')
    .select(['id', 'name', 'initials', 'tone'])
    .where('id', 'in', ids)
    .execute();
  return { moves, movers };
}

function parsed(id: string): RoundId | null {
  const round = v.safeParse(RoundId, id);
  return round.success ? round.output : null;
}

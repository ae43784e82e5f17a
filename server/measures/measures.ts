import { sql } from 'kysely';
import * as v from 'valibot';
import type { Linkable, LinkedAnalysis, MeasuresRound, MeasureSummary, MeasureView } from '#domain/measures/measure.ts';
import { type DocumentId, MeasureId, type RoundId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { may } from '#domain/people/permissions.ts';
import { Refused } from '#domain/refused.ts';
import type { Queries } from '../database/database.ts';
import { profileColumns } from './columns.ts';
import { historyOf, lastSettings, mergedInto } from './history.ts';
import { analysesOf, figuresOf, inputsOf, linkableIn } from './links.ts';

/** The measures of all rounds in which the caller may read them, by key, without merged ones. Empty for strangers. */
export async function list(db: Queries, caller: Caller): Promise<MeasureSummary[]> {
  const rounds = caller.seats.map((seat) => seat.roundId).filter((roundId) => may(caller, 'measure.read', { roundId }));
  if (rounds.length === 0) return [];
  const rows = await summaries(db)
    .where('round_id', 'in', rounds)
    .where('merged_into', 'is', null)
    .orderBy(sql`length(key)`)
    .orderBy('key')
    .execute();
  const links = await analysesOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toSummary(row, links.get(row.id) ?? []));
}

/**
 * One measure with what it rests on, what has gone into it and who did what with it.
 * @throws Refused 'not-signed-in'; 'not-found' for unknown and for foreign ones alike
 */
export async function open(db: Queries, caller: Caller | null, wanted: string): Promise<MeasureView> {
  if (caller === null) throw new Refused('not-signed-in');
  const parsed = v.safeParse(MeasureId, wanted);
  // Everything from one moment: what is told of a later tick is loaded again.
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (moment) => {
      const row = parsed.success
        ? await summaries(moment).where('measure.id', '=', parsed.output).executeTakeFirst()
        : undefined;
      if (row === undefined || !may(caller, 'measure.read', { roundId: row.roundId })) throw new Refused('not-found');
      const { id, documentId } = row;
      if (documentId === null) throw new Error('a measure has no text');
      const links = await analysesOf(moment, [id]);
      return {
        ...toSummary(row, links.get(id) ?? []),
        documentId,
        clock: await clockOf(moment, row.roundId),
        mergedInto: await survivorOf(moment, row.mergedInto),
        merged: await mergedInto(moment, id),
        inputs: await inputsOf(moment, id),
        figures: await figuresOf(moment, id),
        history: await historyOf(moment, id),
        setBy: await lastSettings(moment, id),
      };
    });
}

/** What a measure of the round may be tied to; nothing for those who may not. */
export const linkable = (db: Queries, caller: Caller, roundId: RoundId): Promise<Linkable[]> =>
  may(caller, 'measure.link', { roundId }) ? linkableIn(db, roundId) : Promise.resolve([]);

/** The tick of a round that the caller may read. @throws Refused 'not-found' */
export async function tickOf(db: Queries, caller: Caller, roundId: RoundId): Promise<number> {
  if (!may(caller, 'measure.read', { roundId })) throw new Refused('not-found');
  return clockOf(db, roundId);
}

const clockOf = async (db: Queries, roundId: RoundId): Promise<number> =>
  (await db.selectFrom('round').select('clock').where('id', '=', roundId).executeTakeFirstOrThrow()).clock;

async function survivorOf(db: Queries, id: MeasureId | null): Promise<MeasureView['mergedInto']> {
  if (id === null) return null;
  return await db.selectFrom('measure').select(['id', 'key', 'title']).where('id', '=', id).executeTakeFirstOrThrow();
}

const summaries = (db: Queries) =>
  db
    .selectFrom('measure')
    .select(profileColumns)
    .select(['measure.id', 'round_id as roundId', 'key', 'status'])
    .select(['document_id as documentId', 'merged_into as mergedInto']);

type Row = Awaited<ReturnType<ReturnType<typeof summaries>['execute']>>[number];

function toSummary(row: Row, analyses: readonly LinkedAnalysis[]): MeasureSummary {
  const { documentId: _, mergedInto: __, ...summary } = row;
  return { ...summary, analyses };
}

/** The texts of these measures' documents are asked for by their ids. */
export async function documentsOf(db: Queries, ids: readonly MeasureId[]): Promise<Map<MeasureId, DocumentId>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('measure').select(['id', 'document_id']).where('id', 'in', ids).execute();
  return new Map(rows.flatMap(({ id, document_id }) => (document_id === null ? [] : [[id, document_id] as const])));
}

/** The rounds in which the caller may read measures, with their ticks, newest first. */
export async function roundsOf(db: Queries, caller: Caller): Promise<MeasuresRound[]> {
  const ids = caller.seats.map((seat) => seat.roundId).filter((roundId) => may(caller, 'measure.read', { roundId }));
  if (ids.length === 0) return [];
  return await db
    .selectFrom('round')
    .select(['id', 'title', 'clock'])
    .where('id', 'in', ids)
    .orderBy('created_at', 'desc')
    .execute();
}

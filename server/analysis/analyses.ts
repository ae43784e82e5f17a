import { sql } from 'kysely';
import * as v from 'valibot';
import type { AnalysisSummary, AnalysisView, NeedForAction } from '#domain/analysis/analysis.ts';
import { AnalysisId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { may } from '#domain/people/permissions.ts';
import { Refused } from '#domain/refused.ts';
import type { Queries } from '../database/database.ts';

/** The analyses of all rounds in which the caller may read them, by key. Empty for strangers. */
export async function list(db: Queries, caller: Caller): Promise<AnalysisSummary[]> {
  const rounds = caller.seats
    .map((seat) => seat.roundId)
    .filter((roundId) => may(caller, 'analysis.read', { roundId }));
  if (rounds.length === 0) return [];
  const rows = await summaries(db)
    .where('analysis.round_id', 'in', rounds)
    .orderBy(sql`length(analysis.key)`)
    .orderBy('analysis.key')
    .execute();
  return rows.map(toSummary);
}

/**
 * One analysis with its evidence, and whether the caller may write in it.
 * @throws Refused 'not-signed-in'; 'not-found' for unknown and for foreign ones alike.
 */
export async function open(
  db: Queries,
  caller: Caller | null,
  id: string,
): Promise<AnalysisView & { mayWrite: boolean }> {
  if (caller === null) throw new Refused('not-signed-in');
  const parsed = v.safeParse(AnalysisId, id);
  const row = parsed.success
    ? await summaries(db).select('analysis.document_id').where('analysis.id', '=', parsed.output).executeTakeFirst()
    : undefined;
  if (row === undefined || !may(caller, 'analysis.read', { roundId: row.round_id })) throw new Refused('not-found');
  const evidence = await db
    .selectFrom('figure')
    .select(['name', 'value', 'city_value as cityValue', 'unit', 'note'])
    .where('analysis_id', '=', row.id)
    .orderBy('position')
    .execute();
  const quotes = await db
    .selectFrom('input')
    .innerJoin('analysis_input', 'analysis_input.input_id', 'input.id')
    .select(['input.key', 'input.from_name as from', 'input.channel', 'input.body as text'])
    .where('analysis_input.analysis_id', '=', row.id)
    .where('input.status', 'in', ['approved', 'shortened'])
    .orderBy(sql`length(input.key)`)
    .orderBy('input.key')
    .execute();
  const mayWrite = may(caller, 'analysis.write', { roundId: row.round_id });
  return { ...toSummary(row), documentId: row.document_id, evidence, quotes, mayWrite };
}

const summaries = (db: Queries) =>
  db
    .selectFrom('analysis')
    .select(['analysis.id', 'round_id', 'key', 'title', 'social_group', 'field', 'area', 'as_of'])
    .select(['need_level', 'need_dynamic', 'need_reason', 'agreement'])
    .select(
      sql<number>`(select count(*)::int from figure f where f.analysis_id = analysis.id and f.value is not null)`.as(
        'figures',
      ),
    )
    .select(
      sql<number>`(select count(*)::int from analysis_input ai join input i on i.id = ai.input_id
        where ai.analysis_id = analysis.id and i.status <> 'deferred')`.as('voices'),
    );

type Row = Awaited<ReturnType<ReturnType<typeof summaries>['execute']>>[number];

const toSummary = (row: Row): AnalysisSummary => ({
  id: row.id,
  roundId: row.round_id,
  key: row.key,
  title: row.title,
  socialGroup: row.social_group,
  field: row.field,
  area: row.area,
  asOf: row.as_of,
  need: toNeed(row),
  figures: row.figures,
  voices: row.voices,
});

function toNeed(row: Row): NeedForAction | null {
  const { need_level: level, need_dynamic: dynamic, need_reason: reason, agreement } = row;
  if (level === null || dynamic === null || reason === null || agreement === null) return null;
  return { level, dynamic, reason, agreement };
}

import { sql } from 'kysely';
import type { Linkable, LinkedAnalysis, LinkedFigure, LinkedInput } from '#domain/measures/measure.ts';
import type { MeasureId, RoundId } from '#domain/ids.ts';
import type { Queries } from '../database/database.ts';

/** Each measure asked about with all that has gone into it, also by way of others. `via` is null for the measure itself. */
const family = (ids: readonly MeasureId[]) => sql`with recursive family (root, id, via) as (
  select id, id, null::text from measure where id = any(${ids}::uuid[])
  union all select family.root, measure.id, measure.key from family join measure on measure.merged_into = family.id)`;

type OfMeasure<Row> = Row & { readonly root: MeasureId };

/** The analyses that measures answer to, each once; what is a measure's own is not from elsewhere. */
export async function analysesOf(
  db: Queries,
  ids: readonly MeasureId[],
): Promise<Map<MeasureId, readonly LinkedAnalysis[]>> {
  const { rows } = await sql<OfMeasure<LinkedAnalysis>>`${family(ids)}
    select * from (
      select distinct on (root, a.id) root, a.id, a.key, a.title, a.social_group as "socialGroup", a.field, a.area, via
      from family join measure_analysis l on l.measure_id = family.id join analysis a on a.id = l.analysis_id
      order by root, a.id, via nulls first) as linked
    order by key`.execute(db);
  return grouped(rows);
}

/** The inputs that asked for a measure, as they may be quoted. */
export async function inputsOf(db: Queries, id: MeasureId): Promise<readonly LinkedInput[]> {
  const { rows } = await sql<OfMeasure<LinkedInput>>`${family([id])}
    select * from (
      select distinct on (i.id) root, i.id, i.key, i.from_name as "from", i.channel, i.area, i.body as text, via
      from family join measure_input l on l.measure_id = family.id join input i on i.id = l.input_id
      where i.status <> 'deferred'
      order by i.id, via nulls first) as linked
    order by key`.execute(db);
  return grouped(rows).get(id) ?? [];
}

/** Of each analysis that a measure answers to, the figure in which its area differs most from the city. */
export async function figuresOf(db: Queries, id: MeasureId): Promise<readonly LinkedFigure[]> {
  const { rows } = await sql<LinkedFigure>`${family([id])}
    select distinct on (a.key) f.name, f.value, f.city_value as "cityValue", f.unit, f.note,
      a.key as analysis, a.area, a.as_of::text as "asOf"
    from family join measure_analysis l on l.measure_id = family.id join analysis a on a.id = l.analysis_id
    join figure f on f.analysis_id = a.id
    where f.value is not null
    order by a.key, abs(f.value - f.city_value) / nullif(f.value + f.city_value, 0) desc nulls last, f.position`.execute(
    db,
  );
  return rows;
}

function grouped<Row extends object>(rows: readonly OfMeasure<Row>[]): Map<MeasureId, readonly Row[]> {
  const found = new Map<MeasureId, Row[]>();
  for (const { root, ...row } of rows) found.set(root, [...(found.get(root) ?? []), row as unknown as Row]);
  return found;
}

/** The analyses and the quotable inputs of a round, for the list of what a measure may be tied to. */
export async function linkableIn(db: Queries, roundId: RoundId): Promise<Linkable[]> {
  const { rows } = await sql<Linkable>`
    select 'analysis' as kind, id, key, title from analysis where round_id = ${roundId}
    union all
    select 'input', id, key, coalesce(from_name || ': ', '') || left(body, 80) from input
      where round_id = ${roundId} and status <> 'deferred'
    order by kind, key`.execute(db);
  return rows;
}

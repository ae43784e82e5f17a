import { sql } from 'kysely';
import type { MeasureSummary } from '#domain/measures/measure.ts';
import type { Caller } from '#domain/people/caller.ts';
import { may } from '#domain/people/permissions.ts';
import type { Queries } from '../database/database.ts';

/** The measures of all rounds in which the caller may read them, by key. Empty for strangers. */
export async function list(db: Queries, caller: Caller): Promise<MeasureSummary[]> {
  const rounds = caller.seats.map((seat) => seat.roundId).filter((roundId) => may(caller, 'measure.read', { roundId }));
  if (rounds.length === 0) return [];
  return await db
    .selectFrom('measure')
    .select([
      'id',
      'round_id as roundId',
      'key',
      'title',
      'summary',
      'target_group as targetGroup',
      'lead_unit as leadUnit',
    ])
    .select(['cost_euros as costEuros', 'cost_kind as costKind', 'period'])
    .select(
      sql<
        MeasureSummary['analyses']
      >`(select coalesce(json_agg(json_build_object('id', a.id, 'key', a.key) order by a.key), '[]')
        from measure_analysis ma join analysis a on a.id = ma.analysis_id where ma.measure_id = measure.id)`.as(
        'analyses',
      ),
    )
    .where('round_id', 'in', rounds)
    .orderBy('key')
    .execute();
}

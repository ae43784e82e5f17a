import type { Insertable, Selectable } from 'kysely';
import type { Profile, ProfileChange } from '#domain/measures/profile.ts';
import type { Tables } from '../database/schema.ts';

/** The column of each typed field of a profile, as Kysely selects it under the field's name. */
export const profileColumns = [
  ...(['title', 'summary', 'goal', 'target_group as targetGroup', 'areas', 'lead_unit as leadUnit'] as const),
  ...(['partners', 'cost_once as costOnce', 'cost_yearly as costYearly', 'funding', 'staff'] as const),
  ...(['period_from as from', 'period_until as until', 'duty', 'output', 'outcome', 'society'] as const),
  ...(['indicator', 'baseline', 'target', 'target_by as targetBy', 'committees'] as const),
] as const;

const columns = {
  ...{ title: 'title', summary: 'summary', goal: 'goal', targetGroup: 'target_group', areas: 'areas' },
  ...{ leadUnit: 'lead_unit', partners: 'partners', costOnce: 'cost_once', costYearly: 'cost_yearly' },
  ...{ funding: 'funding', staff: 'staff', from: 'period_from', until: 'period_until', duty: 'duty' },
  ...{ output: 'output', outcome: 'outcome', society: 'society', indicator: 'indicator' },
  ...{ baseline: 'baseline', target: 'target', targetBy: 'target_by', committees: 'committees' },
} as const satisfies Record<keyof Profile, keyof Selectable<Tables['measure']>>;

/** Fields as columns of the table, to be written. */
export const toColumns = (fields: ProfileChange): Partial<Insertable<Tables['measure']>> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [columns[name as keyof Profile], value]));

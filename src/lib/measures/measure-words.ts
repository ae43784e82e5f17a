import { dateText, fieldText, type FieldProblem } from '#domain/measures/field-text.ts';
import type { ColumnName, FilterName } from '#domain/measures/list-view.ts';
import type { MeasureSummary } from '#domain/measures/measure.ts';
import type { Duty, FieldName, Profile } from '#domain/measures/profile.ts';
import type { MeasureStatus } from '#domain/measures/status.ts';
import { m } from '#lib/paraglide/messages.js';
import { formatDate, type FormatLocale, formatNumber } from '#lib/ui/format.ts';

const statuses: Record<MeasureStatus, () => string> = {
  idea: m.measures_status_idea,
  draft: m.measures_status_draft,
  agreed: m.measures_status_agreed,
  recommended: m.measures_status_recommended,
  commissioned: m.measures_status_commissioned,
  'under-way': m.measures_status_under_way,
  ended: m.measures_status_ended,
  deferred: m.measures_status_deferred,
};
const duties: Record<Duty, () => string> = {
  mandatory: m.measures_duty_mandatory,
  partly: m.measures_duty_partly,
  voluntary: m.measures_duty_voluntary,
};
const fields: Record<FieldName, () => string> = {
  title: m.measures_field_title,
  summary: m.measures_field_summary,
  goal: m.measures_field_goal,
  targetGroup: m.measures_field_target_group,
  areas: m.measures_field_areas,
  leadUnit: m.measures_field_lead_unit,
  partners: m.measures_field_partners,
  costOnce: m.measures_field_cost_once,
  costYearly: m.measures_field_cost_yearly,
  funding: m.measures_field_funding,
  staff: m.measures_field_staff,
  from: m.measures_field_from,
  until: m.measures_field_until,
  duty: m.measures_field_duty,
  output: m.measures_field_output,
  outcome: m.measures_field_outcome,
  society: m.measures_field_society,
  indicator: m.measures_field_indicator,
  baseline: m.measures_field_baseline,
  target: m.measures_field_target,
  targetBy: m.measures_field_target_by,
  committees: m.measures_field_committees,
};
const hints: { readonly [Name in FieldName]?: () => string } = {
  summary: m.measures_hint_summary,
  goal: m.measures_hint_goal,
  areas: m.measures_hint_lines,
  partners: m.measures_hint_lines,
  committees: m.measures_hint_lines,
  costOnce: m.measures_hint_money,
  costYearly: m.measures_hint_money,
  from: m.measures_hint_when,
  until: m.measures_hint_when,
  targetBy: m.measures_hint_day,
  output: m.measures_hint_output,
  outcome: m.measures_hint_outcome,
  society: m.measures_hint_society,
};
const filters: Record<FilterName, () => string> = {
  area: m.measures_filter_area,
  group: m.measures_filter_group,
  field: m.measures_filter_field,
  lead: m.measures_filter_lead,
  status: m.measures_filter_status,
};
const problems: Record<FieldProblem, () => string> = {
  missing: m.measures_problem_missing,
  'too-long': m.measures_problem_too_long,
  'too-many': m.measures_problem_too_many,
  'not-money': m.measures_problem_not_money,
  'unclear-money': m.measures_problem_unclear_money,
  'money-cents': m.measures_problem_money_cents,
  'not-when': m.measures_problem_not_when,
  'not-day': m.measures_problem_not_day,
  'not-duty': m.measures_problem_not_duty,
};

/** "in Umsetzung". */
export const statusWord = (status: MeasureStatus): string => statuses[status]();
/** "freiwillig". */
export const dutyWord = (duty: Duty): string => duties[duty]();
/** The name of a field of the profile. */
export const fieldLabel = (name: FieldName): string => fields[name]();
/** What belongs into a field; undefined where its name says it. */
export const fieldHint = (name: FieldName): string | undefined => hints[name]?.();
/** The name of a filter. */
export const filterLabel = (name: FilterName): string => filters[name]();
/** What is wrong with what was typed, and how to mend it. */
export const problemText = (problem: FieldProblem): string => problems[problem]();

/** The heading of a column of the table. */
export function columnLabel(name: ColumnName): string {
  if (name === 'status') return m.measures_field_status();
  if (name === 'cost') return m.measures_field_cost();
  if (name === 'period') return m.measures_field_period();
  return name === 'analyses' ? m.measures_field_analyses() : fieldLabel(name);
}

/** "65.000 € im Jahr", "18.000 € einmalig, 2.000 € im Jahr", "noch offen". */
export function costText(
  { costOnce, costYearly }: Pick<Profile, 'costOnce' | 'costYearly'>,
  locale: FormatLocale,
): string {
  const euros = (amount: number): string => `${formatNumber(amount, locale)} €`;
  const parts = [
    costOnce === null ? null : m.measures_euros_once({ euros: euros(costOnce) }),
    costYearly === null ? null : m.measures_euros_yearly({ euros: euros(costYearly) }),
  ].filter((part) => part !== null);
  return parts.length === 0 ? m.measures_cost_open() : parts.join(', ');
}

/** "2027–2029", "ab 10/2027", "noch offen". */
export function periodText({ from, until }: Pick<Profile, 'from' | 'until'>): string {
  if (from === null) return until === null ? m.measures_open() : m.measures_period_until({ until: dateText(until) });
  if (until === null) return m.measures_period_from({ from: dateText(from) });
  return from === until ? dateText(from) : `${dateText(from)}–${dateText(until)}`;
}

/** What a column shows of a measure, as text; empty where nothing is known. */
export function columnText(
  name: Exclude<ColumnName, 'analyses'>,
  measure: MeasureSummary,
  locale: FormatLocale,
): string {
  if (name === 'status') return statusWord(measure.status);
  if (name === 'cost') return costText(measure, locale);
  if (name === 'period') return periodText(measure);
  return valueText(name, measure[name], locale);
}

/** A value of a field as a reader sees it; empty where nothing is known. */
export function valueText<Name extends FieldName>(name: Name, value: Profile[Name], locale: FormatLocale): string {
  if (name === 'targetBy' && typeof value === 'string') return formatDate(value, locale);
  if (name === 'duty' && isDuty(value)) return dutyWord(value);
  return Array.isArray(value) ? value.join(', ') : fieldText(name, value);
}

const isDuty = (value: unknown): value is Duty => typeof value === 'string' && Object.hasOwn(duties, value);

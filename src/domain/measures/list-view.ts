import type { MeasureSummary } from './measure.ts';
import { type MeasureStatus, measureStatuses } from './status.ts';

/** What a list of measures may be narrowed to, in the order in which it is asked. */
export const filterNames = ['area', 'group', 'field', 'lead', 'status'] as const;
export type FilterName = (typeof filterNames)[number];
export type MeasureFilter = { readonly [Name in FilterName]: string };

/** The columns that a person may show beside key and title. */
export const columnNames = [
  'status',
  'leadUnit',
  'cost',
  'period',
  'analyses',
  'areas',
  'targetGroup',
  'goal',
  'indicator',
  'partners',
  'duty',
  'committees',
] as const;
export type ColumnName = (typeof columnNames)[number];
const usualColumns: readonly ColumnName[] = ['status', 'leadUnit', 'cost', 'period', 'analyses'];

/** How the list is shown. All of it stands in the address, so that a link shows others the same. */
export type ListView = {
  readonly view: 'table' | 'board';
  readonly filter: MeasureFilter;
  readonly columns: readonly ColumnName[];
};

/** Reads a view from an address; what is not there or makes no sense is as usual. */
export function readView(address: URLSearchParams): ListView {
  const chosen = columnNames.filter((name) => address.getAll('column').includes(name));
  const filter = Object.fromEntries(filterNames.map((name) => [name, (address.get(name) ?? '').slice(0, 200)]));
  return {
    view: address.get('view') === 'board' ? 'board' : 'table',
    filter: { ...noFilter, ...filter },
    columns: chosen.length > 0 ? chosen : usualColumns,
  };
}

const noFilter: MeasureFilter = { area: '', group: '', field: '', lead: '', status: '' };

/** Whether anything is left out. */
export const isNarrowed = (filter: MeasureFilter): boolean => filterNames.some((name) => filter[name] !== '');

/** The measures that fit: the district by the measure itself, group and field by the analyses that it answers to. */
export const narrow = <Measure extends MeasureSummary>(
  measures: readonly Measure[],
  filter: MeasureFilter,
): Measure[] =>
  measures.filter((measure) =>
    filterNames.every((name) => filter[name] === '' || valuesOf(measure, name).includes(filter[name])),
  );

/** What may be chosen in each filter: what occurs, by alphabet; a status in the order of its way. */
export function choicesIn(measures: readonly MeasureSummary[]): { readonly [Name in FilterName]: readonly string[] } {
  const found = (name: FilterName): string[] =>
    [...new Set(measures.flatMap((measure) => valuesOf(measure, name)))]
      .filter((value) => value !== '')
      .toSorted((one, other) => one.localeCompare(other, 'de'));
  return {
    ...{ area: found('area'), group: found('group'), field: found('field'), lead: found('lead') },
    status: measureStatuses.filter((status) => found('status').includes(status)),
  };
}

function valuesOf({ areas, analyses, leadUnit, status }: MeasureSummary, name: FilterName): readonly string[] {
  const values = {
    area: areas,
    group: analyses.map(({ socialGroup }) => socialGroup),
    field: analyses.map(({ field }) => field),
    lead: [leadUnit],
    status: [status],
  };
  return values[name];
}

/** The address of a view: only what is not as usual. */
export function viewAddress({ view, filter, columns }: ListView): string {
  const address = new URLSearchParams();
  if (view !== 'table') address.set('view', view);
  for (const name of filterNames) if (filter[name] !== '') address.set(name, filter[name]);
  if (columns.join() !== usualColumns.join()) for (const column of columns) address.append('column', column);
  return address.size === 0 ? '' : `?${address.toString()}`;
}

/** The measures of each status, in the order of the way. */
export const byStatus = <Measure extends MeasureSummary>(
  measures: readonly Measure[],
): { readonly status: MeasureStatus; readonly measures: readonly Measure[] }[] =>
  measureStatuses.map((status) => ({ status, measures: measures.filter((measure) => measure.status === status) }));

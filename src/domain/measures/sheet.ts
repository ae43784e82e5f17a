import type { AnalysisId } from '#domain/ids.ts';
import { type FieldProblem, fieldText, readField } from './field-text.ts';
import type { MeasureSummary, MeasureText, NamedMeasure } from './measure.ts';
import { longestParagraph, mostAnalyses, mostParagraphs, type NewMeasure } from './measure-commands.ts';
import { blankProfile, endsTooEarly, fieldNames, type FieldName, type Profile } from './profile.ts';
import { type Prepared, prepared, similarAmong } from './similarity.ts';
import { type MeasureStatus, measureStatuses } from './status.ts';

/** The German words of a file: a table is worked on in town halls, whatever language its reader has chosen here. */
const fieldHeaders: Record<FieldName, string> = {
  ...{ title: 'Titel', summary: 'Kurz gesagt', goal: 'Ziel', targetGroup: 'Zielgruppe', areas: 'Raum' },
  ...{ leadUnit: 'Federführung', partners: 'Beteiligte', costOnce: 'Kosten einmalig (€)' },
  ...{ costYearly: 'Kosten im Jahr (€)', funding: 'Finanzierung', staff: 'Personal', from: 'Beginn', until: 'Ende' },
  ...{ duty: 'Aufgabe', output: 'Angebot (Output)', outcome: 'Wirkung bei der Zielgruppe (Outcome)' },
  ...{ society: 'Wirkung in der Gesellschaft', indicator: 'Indikator', baseline: 'Ausgangswert', target: 'Zielwert' },
  ...{ targetBy: 'Zielwert bis', committees: 'Gremium' },
};
const textHeaders = { 'starting-point': 'Ausgangslage', description: 'Beschreibung', risks: 'Risiken' } as const;
const statusWords: Record<MeasureStatus, string> = {
  ...{ idea: 'Idee', draft: 'Entwurf', agreed: 'abgestimmt', recommended: 'empfohlen' },
  ...{ commissioned: 'beauftragt', 'under-way': 'in Umsetzung', ended: 'beendet', deferred: 'zurückgestellt' },
};
const [keyHeader, statusHeader, analysesHeader] = ['Nr.', 'Status', 'Lageanalysen'];

/** The first row of every table of measures. */
export const sheetHeaders: readonly string[] = [
  ...[keyHeader, fieldHeaders.title, statusHeader],
  ...fieldNames.filter((name) => name !== 'title').map((name) => fieldHeaders[name]),
  ...[analysesHeader, ...Object.values(textHeaders)],
];

/** Ends a text that is longer than a cell of Excel: half a text must not come back as if it were the whole. */
export const cutMark = '… gekürzt, ganzer Text in Planungsrunde';

/** A measure as a row under `sheetHeaders`: text, and whole euros as numbers. */
export function sheetRow(measure: MeasureSummary, text: MeasureText): (string | number)[] {
  const cell = (name: FieldName): string | number => {
    const value = measure[name];
    if (typeof value === 'number') return value;
    return Array.isArray(value) ? value.join('; ') : fieldText(name, value);
  };
  return [
    ...[measure.key, measure.title, statusWords[measure.status]],
    ...fieldNames.filter((name) => name !== 'title').map(cell),
    measure.analyses.map(({ key }) => key).join('; '),
    ...[text['starting-point'], text.description, text.risks].map((lines) => lines.join('\n')),
  ];
}

/** What is wrong with a cell; `names` are the words that would be right. */
export type SheetProblem = FieldProblem | 'not-status' | 'not-analysis' | 'period' | 'text-too-long' | 'text-cut';
export type SheetMistake = {
  readonly row: number;
  readonly column: string;
  readonly value: string;
  readonly problem: SheetProblem;
};

/** A row that can become a measure, and what it may be the same as: measures of the round, or earlier rows. */
export type SheetMeasure = {
  readonly row: number;
  readonly measure: NewMeasure;
  readonly alike: NamedMeasure | null;
  readonly alikeRow: number | null;
};
export type SheetReading = {
  /** Rows below the headings that hold anything. */
  readonly count: number;
  readonly measures: readonly SheetMeasure[];
  readonly mistakes: readonly SheetMistake[];
  readonly unknown: readonly string[];
};

/** What a table is read against. */
export type SheetRound = {
  readonly analyses: readonly { readonly id: AnalysisId; readonly key: string }[];
  readonly measures: readonly (NamedMeasure & Pick<Profile, 'summary' | 'targetGroup' | 'areas'>)[];
};

/** The words for a status that a table may hold. */
export const sheetStatuses: readonly string[] = Object.values(statusWords);

/** Reads the rows of a table; null where it has no column for the title. Rows are counted as a spreadsheet does, from 1. */
export function readSheet(cells: readonly (readonly string[])[], round: SheetRound): SheetReading | null {
  const headers = (cells[0] ?? []).map((header) => header.replace(/^\uFEFF/, '').trim());
  const columns = headers.map((header) => sheetHeaders.find((known) => bare(known) === bare(header)));
  if (!columns.includes(fieldHeaders.title)) return null;
  const rows = cells
    .map((row, index) => ({ number: index + 1, values: row }))
    .slice(1)
    .filter(({ values }) => values.some((value) => value.trim() !== ''));
  const mistakes: SheetMistake[] = [];
  const measures: SheetMeasure[] = [];
  const there = round.measures.map(prepared);
  const earlier: Prepared<Profile & { row: number }>[] = [];
  for (const { number, values } of rows) {
    const named = new Map(
      columns.flatMap((name, at) => (name === undefined ? [] : [[name, values[at] ?? ''] as const])),
    );
    const wrong: SheetMistake[] = [];
    const note = (column: string, problem: SheetProblem) =>
      void wrong.push({ row: number, column, value: (named.get(column) ?? '').slice(0, 80), problem });
    const measure = readRow(named, round, note);
    mistakes.push(...wrong);
    if (wrong.length > 0) continue;
    const one = prepared({ ...measure.fields, row: number });
    const alike = similarAmong(one, there)[0]?.measure ?? null;
    const alikeRow = alike === null ? (similarAmong(one, earlier)[0]?.measure.row ?? null) : null;
    earlier.push(one);
    measures.push({ row: number, measure, alike: alike && nameOf(alike), alikeRow });
  }
  const unknown = headers.filter((header, at) => header !== '' && columns[at] === undefined);
  return { count: rows.length, measures, mistakes, unknown };
}

const nameOf = ({ id, key, title }: NamedMeasure): NamedMeasure => ({ id, key, title });

/** "Kosten im Jahr (€)" and "kosten im jahr" are the same column. */
const bare = (header: string): string => header.toLocaleLowerCase('de').replaceAll(/\(€\)|[^\p{L}\p{N}]/gu, '');

type Note = (column: string, problem: SheetProblem) => void;

function readRow(cells: ReadonlyMap<string, string>, round: SheetRound, note: Note): NewMeasure {
  const read = fieldNames.map((name) => {
    const found = readField(name, cells.get(fieldHeaders[name]) ?? '');
    if (!found.ok) note(fieldHeaders[name], found.problem);
    return [name, found.ok ? found.value : undefined] as const;
  });
  const fields = { ...blankProfile(''), ...Object.fromEntries(read.filter(([, value]) => value !== undefined)) };
  if (endsTooEarly(fields)) note(fieldHeaders.until, 'period');
  const word = (cells.get(statusHeader) ?? '').trim().toLocaleLowerCase('de');
  const status = measureStatuses.find((each) => statusWords[each].toLocaleLowerCase('de') === word);
  if (word !== '' && status === undefined) note(statusHeader, 'not-status');
  const keys = (cells.get(analysesHeader) ?? '').split(/[\s;,]+/).filter((key) => key !== '');
  const known = keys.flatMap((key) =>
    round.analyses.filter((analysis) => analysis.key.toLowerCase() === key.toLowerCase()),
  );
  if (known.length < keys.length) note(analysesHeader, 'not-analysis');
  const analysisIds = [...new Set(known.map(({ id }) => id))];
  if (analysisIds.length > mostAnalyses) note(analysesHeader, 'too-many');
  const lines = (header: string): string[] => {
    const found = linesOf(cells.get(header) ?? '');
    if (found.some((line) => line.includes(cutMark))) note(header, 'text-cut');
    // Cut off, it would be lost without a word.
    else if (found.length > mostParagraphs || found.some((line) => line.length > longestParagraph))
      note(header, 'text-too-long');
    return found;
  };
  const text = {
    'starting-point': lines(textHeaders['starting-point']),
    description: lines(textHeaders.description),
    risks: lines(textHeaders.risks),
  };
  return { fields, status: status ?? 'idea', analysisIds, text };
}

const linesOf = (text: string): string[] =>
  text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

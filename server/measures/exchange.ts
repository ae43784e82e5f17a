import { type MeasureFilter, narrow } from '#domain/measures/list-view.ts';
import { mostRows } from '#domain/measures/measure-commands.ts';
import { readSheet, sheetHeaders, type SheetReading, sheetRow } from '#domain/measures/sheet.ts';
import type { RoundId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { mustBeAllowed } from '#domain/people/permissions.ts';
import type { Queries } from '../database/database.ts';
import { readTexts } from '../documents/read.ts';
import { toText } from './history.ts';
import { documentsOf, list } from './measures.ts';
import { largestFile, readCells, toCsv, toXlsx } from './spreadsheet.ts';

/** The measures that the caller may read and that fit the filter, as a file; `empty` leaves the headings alone. */
export async function exportAs(
  db: Queries,
  caller: Caller,
  { format, filter }: { format: 'csv' | 'xlsx'; filter: MeasureFilter | 'empty' },
): Promise<Buffer> {
  const measures = filter === 'empty' ? [] : narrow(await list(db, caller), filter);
  const documents = await documentsOf(
    db,
    measures.map(({ id }) => id),
  );
  const texts = await readTexts(db, 'measure', [...documents.values()]);
  const rows = measures.map((measure) => {
    const documentId = documents.get(measure.id);
    return sheetRow(measure, toText(documentId === undefined ? undefined : texts.get(documentId)));
  });
  const table = [[...sheetHeaders], ...rows];
  return format === 'csv' ? Buffer.from(toCsv(table)) : toXlsx(table);
}

/** Why a file cannot be read at all. */
export type FileProblem = 'too-large' | 'unreadable' | 'no-title' | 'too-many-rows' | 'empty';

/** The rows of a file as text, and what they would bring. */
export type Preview = { readonly cells: Cells; readonly reading: SheetReading };
type Cells = readonly (readonly string[])[];

/** A preview is sent back to be taken over: what is longer than this, in bytes, would not fit into a form. */
const largestPreview = 7 * 1024 * 1024;

/**
 * What a file would bring into a round. Nothing is stored.
 * @throws Refused 'not-signed-in', 'not-allowed' for who may not add measures there
 */
export async function preview(
  db: Queries,
  caller: Caller | null,
  roundId: RoundId,
  bytes: Uint8Array,
): Promise<Preview | FileProblem> {
  mustBeAllowed(caller, 'measure.add', { roundId });
  if (bytes.length > largestFile) return 'too-large';
  const cells = await readCells(bytes);
  if (cells === null) return 'unreadable';
  if (Buffer.byteLength(JSON.stringify(cells)) > largestPreview) return 'too-large';
  return previewRows(db, caller, roundId, cells);
}

/**
 * The same of rows that were read before, as the round is now.
 * @throws Refused 'not-signed-in', 'not-allowed' for who may not add measures there
 */
export async function previewRows(
  db: Queries,
  caller: Caller | null,
  roundId: RoundId,
  cells: Cells,
): Promise<Preview | FileProblem> {
  mustBeAllowed(caller, 'measure.add', { roundId });
  // Blank lines at the end of a sheet are no rows.
  if (cells.filter((row) => row.some((cell) => cell.trim() !== '')).length > mostRows + 1) return 'too-many-rows';
  const analyses = await db.selectFrom('analysis').select(['id', 'key']).where('round_id', '=', roundId).execute();
  const measures = (await list(db, caller)).filter((measure) => measure.roundId === roundId);
  const reading = readSheet(cells, { analyses, measures });
  if (reading === null) return 'no-title';
  return reading.count === 0 ? 'empty' : { cells, reading };
}

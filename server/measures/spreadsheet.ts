import { fork } from 'node:child_process';
import Papa from 'papaparse';
import writeXlsxFile from 'write-excel-file/node';
import { cutMark } from '#domain/measures/sheet.ts';

type Table = readonly (readonly (string | number)[])[];

/** The largest file that is read, in bytes. */
export const largestFile = 2 * 1024 * 1024;
/** How long the process that reads a packed file may take, in milliseconds. */
const longestReading = 8000;

/** The cells of the first sheet of an XLSX or CSV file as text; null where it is neither. */
export async function readCells(bytes: Uint8Array): Promise<string[][] | null> {
  const isPacked = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!isPacked) return readCsv(bytes);
  const rows = await readXlsx(bytes);
  return rows?.map((row) => row.map(cellText)) ?? null;
}

/**
 * Reads in a process of its own; null where it cannot, or ends before it has. A crafted file makes the reader grow or
 * run without end, and a thread that reaches its heap limit may take the whole server along.
 */
async function readXlsx(bytes: Uint8Array): Promise<readonly (readonly unknown[])[] | null> {
  const reader = fork(new URL('./xlsx-reader.ts', import.meta.url), {
    ...{ execArgv: ['--max-old-space-size=192'], env: {}, serialization: 'advanced' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  let deadline: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve) => {
      reader.once('message', (cells) => resolve(cells as unknown[][] | null));
      for (const end of ['error', 'exit']) reader.once(end, () => resolve(null));
      deadline = setTimeout(resolve, longestReading, null);
      reader.send(bytes, (failed) => {
        if (failed !== null) resolve(null);
      });
    });
  } finally {
    clearTimeout(deadline);
    reader.kill('SIGKILL');
  }
}

/** UTF-8 where it is; otherwise as an older Excel writes it. */
function readCsv(bytes: Uint8Array): string[][] | null {
  if (bytes.includes(0)) return null;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder('windows-1252').decode(bytes);
  }
  const { data } = Papa.parse<string[]>(text, { delimitersToGuess: [';', ',', '\t'] });
  return data.map((row) => row.map(armed));
}

function cellText(value: unknown): string {
  if (value instanceof Date) {
    const [year, month, day] = value.toISOString().slice(0, 10).split('-');
    return `${day}.${month}.${year}`;
  }
  if (typeof value === 'number') return String(value).replace('.', ',');
  if (typeof value === 'boolean') return value ? 'ja' : 'nein';
  return typeof value === 'string' ? armed(value) : '';
}

/** What a spreadsheet would take for a formula. */
const formula = /^[=+\-@\t\r]/;
const defused = (text: string): string => (formula.test(text) ? `'${text}` : text);
/** Takes back what `defused` put there. */
const armed = (text: string): string => (/^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text);

/** Rows as CSV for a German Excel: semicolons, UTF-8 with its mark, and nothing that it would calculate. */
export const toCsv = (rows: Table): string =>
  `\uFEFF${Papa.unparse(
    rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell : defused(cell)))),
    { delimiter: ';', newline: '\r\n' },
  )}\r\n`;

/** The most letters that a cell of Excel holds, in UTF-16 units; with one more it calls the whole file damaged. */
const mostLetters = 32_767;

/**
 * Rows as an Excel file; the first one stays in sight. Text is marked as text, so nothing of it is calculated. What is longer
 * than a cell of Excel is cut, ends on `cutMark`, and is named on a second sheet.
 */
export function toXlsx(rows: Table): Promise<Buffer> {
  const columns = (rows[0] ?? []).map((_, at) => ({ width: at === 1 ? 40 : at === 0 ? 8 : 24 }));
  const measures = { data: rows.map(toCells), sheet: 'Maßnahmen', stickyRowsCount: 1, columns };
  const cut = cutTexts(rows);
  const note = {
    data: cut.map(toCells),
    sheet: 'Gekürzte Texte',
    columns: [{ width: 40 }, { width: 24 }, { width: 16 }],
  };
  return writeXlsxFile(cut.length === 0 ? [measures] : [measures, note]).toBuffer();
}

const toCells = (row: Table[number], index: number) =>
  row.map((cell) => {
    if (typeof cell === 'number') return { value: cell, type: Number, format: '#,##0' };
    if (cell === '') return null;
    const look = index === 0 ? { fontWeight: 'bold' as const } : { wrap: true };
    return { value: fitted(cell), type: String, ...look };
  });

function fitted(text: string): string {
  if (text.length <= mostLetters) return text;
  // Not between the two halves of one letter.
  return `${text.slice(0, mostLetters - cutMark.length - 1).replace(/[\uD800-\uDBFF]$/, '')}\n${cutMark}`;
}

/** What the second sheet says: which texts are cut, and how long they are; no rows where none is. */
function cutTexts([headers = [], ...rows]: Table): Table {
  const cut = rows.flatMap((row) =>
    row.flatMap((cell, at) =>
      typeof cell === 'string' && cell.length > mostLetters
        ? [[row.slice(0, 2).join(' '), headers[at] ?? '', cell.length]]
        : [],
    ),
  );
  if (cut.length === 0) return [];
  const why =
    'Eine Zelle von Excel fasst 32.767 Zeichen. Ganz stehen diese Texte in Planungsrunde und in der CSV-Datei.';
  return [['Gekürzter Text von', 'Spalte', 'Zeichen im Ganzen'], ...cut, [why]];
}

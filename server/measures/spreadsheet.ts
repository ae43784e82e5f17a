import Papa from 'papaparse';
import { readSheet as readXlsxSheet } from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';

/** The largest file that is read, in bytes. */
export const largestFile = 2 * 1024 * 1024;
/** A packed file of 2 MiB may hold gigabytes: so much may it be unpacked, in bytes. */
const mostUnpacked = 40 * 1024 * 1024;

/** The cells of the first sheet of an XLSX or CSV file as text; null where it is neither. */
export async function readCells(bytes: Uint8Array): Promise<string[][] | null> {
  const isPacked = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!isPacked) return readCsv(bytes);
  const file = Buffer.from(bytes);
  if (unpackedSize(file) > mostUnpacked) return null;
  try {
    const rows: readonly (readonly unknown[])[] = await readXlsxSheet(file, { trim: false });
    return rows.map((row) => row.map(cellText));
  } catch {
    // A file that only calls itself one, or is locked: whoever sent it is told so.
    return null;
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
export const toCsv = (rows: readonly (readonly (string | number)[])[]): string =>
  `\uFEFF${Papa.unparse(
    rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell : defused(cell)))),
    { delimiter: ';', newline: '\r\n' },
  )}\r\n`;

/** Rows as an Excel file; the first one stays in sight. Text is marked as text, so nothing of it is calculated. */
export const toXlsx = (rows: readonly (readonly (string | number)[])[]): Promise<Buffer> =>
  writeXlsxFile(
    rows.map((row, index) =>
      row.map((cell) => {
        if (typeof cell === 'number') return { value: cell, type: Number, format: '#,##0' };
        if (cell === '') return null;
        return { value: cell, type: String, ...(index === 0 ? { fontWeight: 'bold' as const } : { wrap: true }) };
      }),
    ),
    {
      sheet: 'Maßnahmen',
      stickyRowsCount: 1,
      columns: (rows[0] ?? []).map((_, at) => ({ width: at === 1 ? 40 : at === 0 ? 8 : 24 })),
    },
  ).toBuffer();

/** What a ZIP file says of itself that it holds, in bytes; infinite where it says nothing. */
function unpackedSize(file: Buffer): number {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || end + 20 > file.length) return Infinity;
  let at = file.readUInt32LE(end + 16);
  let size = 0;
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (at + 46 > file.length) return Infinity;
    size += file.readUInt32LE(at + 24);
    at += 46 + file.readUInt16LE(at + 28) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return size;
}

import { inflateRawSync } from 'node:zlib';
import { readSheet } from 'read-excel-file/universal';

/** A packed file of 2 MiB may hold gigabytes: so much may it be unpacked, in bytes, and so many letters may a sheet have. */
const mostUnpacked = 40 * 1024 * 1024;

// The process that reads an XLSX file: takes its bytes, answers with the cells of its first sheet, null where that fails.
process.on('message', (bytes: Uint8Array) => {
  void cellsOf(Buffer.from(bytes)).then((cells) => process.send?.(cells));
});

async function cellsOf(file: Buffer): Promise<readonly (readonly unknown[])[] | null> {
  try {
    if (!isWhatItSays(file)) return null;
    const rows: readonly (readonly unknown[])[] = await readSheet(new Uint8Array(file).buffer, { trim: false });
    // One long text may stand in a million cells; it would be copied for each of them.
    const letters = rows.flat().reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8), 0);
    return letters > mostUnpacked ? null : rows;
  } catch {
    // A file that only calls itself one, or is locked: whoever sent it is told so.
    return null;
  }
}

/** Whether every part of a ZIP file is as large as it says, and all of them together are not too large. */
function isWhatItSays(file: Buffer): boolean {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]), file.length - 22);
  if (end === -1) return false;
  let at = file.readUInt32LE(end + 16);
  let left = mostUnpacked;
  for (let parts = file.readUInt16LE(end + 8); parts > 0; parts -= 1) {
    const [method, packed, size] = [file.readUInt16LE(at + 10), file.readUInt32LE(at + 20), file.readUInt32LE(at + 24)];
    left -= size;
    if (left < 0) return false;
    const local = file.readUInt32LE(at + 42);
    const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const bytes = file.subarray(from, from + packed);
    // Stops at the size that is claimed, by throwing.
    const unpacked = method === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: Math.max(size, 1) });
    if (unpacked.length !== size) return false;
    at += 46 + file.readUInt16LE(at + 28) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return true;
}

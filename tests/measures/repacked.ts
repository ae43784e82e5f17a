import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** An XLSX file with another first sheet, which claims to be `claimed` bytes large; as large as it is where that is open. */
export function repacked(xlsx: Buffer, change: (sheet: string) => string, claimed?: number): Uint8Array {
  const end = xlsx.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  const [heads, bodies]: [Buffer[], Buffer[]] = [[], []];
  let at = xlsx.readUInt32LE(end + 16);
  let offset = 0;
  for (let parts = xlsx.readUInt16LE(end + 10); parts > 0; parts -= 1) {
    const next = at + 46 + [28, 30, 32].reduce((sum, field) => sum + xlsx.readUInt16LE(at + field), 0);
    const name = xlsx.subarray(at + 46, at + 46 + xlsx.readUInt16LE(at + 28));
    const from = xlsx.readUInt32LE(at + 42);
    const start = from + 30 + xlsx.readUInt16LE(from + 26) + xlsx.readUInt16LE(from + 28);
    const packed = xlsx.subarray(start, start + xlsx.readUInt32LE(at + 20));
    const content = xlsx.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    const isSheet = name.toString() === 'xl/worksheets/sheet1.xml';
    const written = isSheet ? Buffer.from(change(content.toString())) : content;
    const body = deflateRawSync(written);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    for (const [header, shift] of [
      [local, 0],
      [head, 2],
    ] as const) {
      header.writeUInt16LE(8, 8 + shift);
      header.writeUInt32LE(body.length, 18 + shift);
      header.writeUInt32LE(isSheet ? (claimed ?? written.length) : written.length, 22 + shift);
      header.writeUInt16LE(name.length, 26 + shift);
    }
    head.writeUInt32LE(offset, 42);
    heads.push(head, name);
    bodies.push(local, name, body);
    offset += 30 + name.length + body.length;
    at = next;
  }
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50, 0);
  for (const field of [8, 10]) tail.writeUInt16LE(heads.length / 2, field);
  tail.writeUInt32LE(Buffer.concat(heads).length, 12);
  tail.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...heads, tail]);
}

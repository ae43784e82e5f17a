/** Yjs updates by hand, so that the generator needs no document: it costs microseconds where a `Y.Doc` costs many. */

const scratch = Buffer.allocUnsafe(512);

function put(at: number, value: number): number {
  let rest = value;
  let end = at;
  for (; rest > 127; rest = Math.floor(rest / 128)) scratch[end++] = 128 | (rest % 128);
  scratch[end++] = rest;
  return end;
}

/** A varUint. */
export const number = (value: number): Buffer => Buffer.from(scratch.subarray(0, put(0, value)));

/** Bytes with their length before them. */
export const bytes = (content: Uint8Array): Buffer => Buffer.concat([number(content.length), content]);

/** The update of one typed letter (ASCII) at the end of what this client wrote into the text `t` so far; `clock` counts from 0. */
export function letter(client: number, clock: number, typed: string): Buffer {
  let end = put(put(0, 1), 1);
  end = put(put(end, client), clock);
  if (clock === 0) for (const byte of [4, 1, 1, 0x74]) scratch[end++] = byte;
  else {
    scratch[end++] = 0x84;
    end = put(put(end, client), clock - 1);
  }
  end = put(end, typed.length);
  end += scratch.write(typed, end, 'latin1');
  scratch[end++] = 0;
  return Buffer.from(scratch.subarray(0, end));
}

/** The awareness update of one client. */
export const presence = (client: number, clock: number, state: unknown): Buffer =>
  Buffer.concat([number(1), number(client), number(clock), bytes(Buffer.from(JSON.stringify(state)))]);

let at = 0;

function take(from: Buffer): number {
  let value = 0;
  for (let weight = 1; ; weight *= 128) {
    const byte = from[at++] ?? 0;
    value += (byte & 127) * weight;
    if (byte < 128) return value;
  }
}

/** Where the content begins that has its length before it at `start`. */
export function contentAt(from: Buffer, start: number): number {
  at = start;
  take(from);
  return at;
}

/** What is told of every struct: who wrote it, and which clocks it covers. */
export type Told = (client: number, clock: number, length: number) => void;

/** Tells every struct of an update of plain text; false where something else is in it, and then not all is told. */
export function eachStruct(from: Buffer, start: number, tell: Told): boolean {
  at = start;
  for (let clients = take(from); clients > 0; clients -= 1) {
    const structs = take(from);
    const client = take(from);
    let clock = take(from);
    for (let left = structs; left > 0; left -= 1) {
      const info = from[at++] ?? 0;
      const kind = info & 31;
      if (kind === 0 || kind === 10) {
        clock += take(from);
        continue;
      }
      skipPlace(from, info);
      const length = kind === 4 || kind === 1 ? take(from) : 0;
      if (length === 0) return false;
      if (kind === 4) at += length;
      tell(client, clock, length);
      clock += length;
    }
  }
  return true;
}

/** Left and right neighbour, or the parent and the key in it. */
function skipPlace(from: Buffer, info: number): void {
  for (const flag of [0x80, 0x40])
    if (info & flag) {
      take(from);
      take(from);
    }
  if (info & 0xc0) return;
  if (take(from) === 1) skipString(from);
  else {
    take(from);
    take(from);
  }
  if (info & 0x20) skipString(from);
}

function skipString(from: Buffer): void {
  const length = take(from);
  at += length;
}

import postgres from 'postgres';

/** What a statement can be given: text for PostgreSQL to read as the type it needs, bytes as they are, or an array. */
export type Parameter = string | number | Uint8Array | readonly (string | number)[];

/** What a statement did: how many rows it changed or found, and the first column of those that it answers with, as text. */
export type Answer = { readonly count: number; readonly texts: readonly string[] };
/** How a statement ended. */
export type Outcome = Answer | { readonly error: Error & { readonly code?: string } };

const code = (letter: string): number => letter.charCodeAt(0);
const [parse, bind, execute, sync] = [code('P'), code('B'), code('E'), code('S')];
const [parseComplete, dataRow, commandComplete] = [code('1'), code('D'), code('C')];
const [errorResponse, readyForQuery] = [code('E'), code('Z')];

/** Says that nothing more will be asked on a connection. */
export const terminate: Buffer = Buffer.of(code('X'), 0, 0, 0, 4);

/**
 * The messages that run one statement (PostgreSQL's frontend/backend protocol 3.0, extended query), in one buffer.
 * `sql` goes with it where the server does not know the statement of this name yet.
 */
export function writeStatement(name: string, sql: string | null, parameters: readonly Parameter[]): Buffer {
  const values = parameters.map(bytesOf);
  const question = sql === null ? null : Buffer.from(`${name}\0${sql}\0`);
  const bindSize = values.reduce((sum, { length }) => sum + 6 + length, 12 + name.length);
  const message = Buffer.allocUnsafe((question === null ? 0 : 7 + question.length) + bindSize + 16);
  let at = 0;
  const begin = (type: number, size: number): void => {
    message[at] = type;
    at = message.writeInt32BE(size, at + 1);
  };
  const put = (bytes: Uint8Array): void => {
    message.set(bytes, at);
    at += bytes.length;
  };
  if (question !== null) {
    begin(parse, 6 + question.length);
    put(question);
    at = message.writeInt16BE(0, at);
  }
  begin(bind, bindSize);
  message[at] = 0;
  at += 1 + message.write(`${name}\0`, at + 1, 'latin1');
  at = message.writeInt16BE(values.length, at);
  for (const parameter of parameters) at = message.writeInt16BE(parameter instanceof Uint8Array ? 1 : 0, at);
  at = message.writeInt16BE(values.length, at);
  for (const value of values) {
    at = message.writeInt32BE(value.length, at);
    put(value);
  }
  at = message.writeInt16BE(0, at);
  begin(execute, 9);
  message.fill(0, at, at + 5);
  at += 5;
  begin(sync, 4);
  return message;
}

function bytesOf(parameter: Parameter): Uint8Array {
  if (parameter instanceof Uint8Array) return parameter;
  if (typeof parameter === 'string' || typeof parameter === 'number') return Buffer.from(String(parameter));
  const elements = parameter.map((each) => `"${String(each).replaceAll(/["\\]/g, '\\$&')}"`);
  return Buffer.from(`{${elements.join(',')}}`);
}

/** Puts together what PostgreSQL answers to one statement after the other, however the network cuts it. */
export class AnswerReader {
  #unread: Buffer | null = null;
  #count = 0;
  #texts: string[] = [];
  #error: postgres.PostgresError | null = null;
  /** Whether the statement that was sent along is known to the server now. */
  hasParsed = false;

  /** An error that has come, though not yet the end of its answer: the server may have hung up after it. */
  get error(): postgres.PostgresError | null {
    return this.#error;
  }

  /** Takes what came in; answers how the statement ended, null while its end has not come. */
  read(chunk: Buffer): Outcome | null {
    const bytes = this.#unread === null ? chunk : Buffer.concat([this.#unread, chunk]);
    let at = 0;
    let outcome: Outcome | null = null;
    while (bytes.length >= at + 5) {
      const end = at + 1 + bytes.readInt32BE(at + 1);
      if (bytes.length < end) break;
      const type = bytes[at];
      if (type === parseComplete) this.hasParsed = true;
      // How many columns, then each with its length before it.
      else if (type === dataRow) this.#texts.push(bytes.toString('utf8', at + 11, at + 11 + bytes.readInt32BE(at + 7)));
      // Such as "INSERT 0 1", with a zero byte behind it.
      else if (type === commandComplete)
        this.#count = Number(bytes.toString('latin1', bytes.lastIndexOf(' ', end - 2) + 1, end - 1));
      else if (type === errorResponse) this.#error = errorIn(bytes.subarray(at + 5, end));
      else if (type === readyForQuery) outcome = this.#end();
      at = end;
    }
    this.#unread = at === bytes.length ? null : bytes.subarray(at);
    return outcome;
  }

  #end(): Outcome {
    const outcome = this.#error === null ? { count: this.#count, texts: this.#texts } : { error: this.#error };
    this.#error = null;
    this.#texts = [];
    return outcome;
  }
}

/** Fields of an error by their letter, with the names that the client library gives them. */
const fields: Readonly<Record<string, string>> = {
  V: 'severity',
  C: 'code',
  M: 'message',
  D: 'detail',
  H: 'hint',
  t: 'table_name',
  c: 'column_name',
  n: 'constraint_name',
  R: 'routine',
};

function errorIn(bytes: Buffer): postgres.PostgresError {
  const found: Record<string, string> = {};
  for (const field of bytes.toString().split('\0')) {
    const name = fields[field.charAt(0)];
    if (name !== undefined) found[name] = field.slice(1);
  }
  // The client library's class takes an object, and would make each letter of a text a property.
  return Object.assign(new postgres.PostgresError(''), { message: 'PostgreSQL refused a statement' }, found);
}

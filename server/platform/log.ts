import type { LogLevel } from './config.ts';
import { codeOf } from './problem.ts';

/** What may stand beside a log code: ids, counts, durations in ms, an error. Never what people wrote. */
export type LogFields = Readonly<Record<string, unknown>>;

/** One line per call; `code` is a fixed short name such as 'document-refused'. */
export type Log = Readonly<Record<LogLevel, (code: string, fields?: LogFields) => void>>;

/** Where the lines go and how they look. */
export type LogTarget = { readonly write: (line: string) => void; readonly forPeople: boolean };

/** A log that drops everything below `level`: readable lines on a terminal, otherwise one JSON object per line (UTC). */
export function createLog(level: LogLevel, target: LogTarget = standardError): Log {
  const from = levels.indexOf(level);
  const at =
    (line: LogLevel) =>
    (code: string, fields: LogFields = {}) => {
      if (levels.indexOf(line) < from) return;
      const plain = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, withoutContent(value)]));
      target.write(target.forPeople ? readable(line, code, plain) : asJson(line, code, plain));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

const standardError: LogTarget = {
  write: (line) => void process.stderr.write(`${line}\n`),
  forPeople: process.stderr.isTTY,
};

function asJson(level: LogLevel, code: string, fields: LogFields): string {
  return JSON.stringify({ time: new Date().toISOString(), level, code, ...fields });
}

function readable(level: LogLevel, code: string, fields: LogFields): string {
  const rest = Object.entries(fields).map(
    ([name, value]) =>
      `${name}=${typeof value === 'string' && /^[\w.:/-]+$/.test(value) ? value : JSON.stringify(value)}`,
  );
  return [new Date().toTimeString().slice(0, 8), level.padEnd(5), code, ...rest].join(' ');
}

/** PostgreSQL puts the values of a row into its messages, so of its errors only the code and the names are kept. */
function withoutContent(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (!(value instanceof Error)) return value;
  const code = codeOf(value);
  if ('severity' in value) return { name: value.name, code, ...namesIn(value) };
  return { name: value.name, code, message: value.message, at: firstOwnFrame(value) };
}

function namesIn(error: Error): LogFields {
  const names = ['routine', 'table_name', 'column_name', 'constraint_name'];
  return Object.fromEntries(Object.entries(error).filter(([name]) => names.includes(name)));
}

function firstOwnFrame(error: Error): string | undefined {
  const frame = error.stack?.split('\n').find((line) => line.includes(' at ') && !/node:|node_modules/.test(line));
  return frame?.trim().replace(/^at /, '');
}

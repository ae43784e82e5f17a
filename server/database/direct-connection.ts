import { connect, type Socket } from 'node:net';
import postgres from 'postgres';
import type { ClientOptions, Pooled } from './connections.ts';
import { isLostConnection, LostConnection } from './lost-connection.ts';
import { type Answer, AnswerReader, type Parameter, terminate, writeStatement } from './wire-protocol.ts';

type UnderWay = PromiseWithResolvers<Answer> & { readonly sql: string; readonly timer: NodeJS.Timeout };

/** Whether a server is reached without TLS; with it the line would belong to the client library for good. */
export const isPlain = (url: string): boolean => postgres(url).options.ssl === false;

/**
 * A connection for the same few statements again and again, one at a time, each a transaction of its own. The client
 * library signs in; then its line is spoken to directly, which costs a fraction of what the library spends on a statement.
 */
export class DirectConnection implements Pooled {
  readonly #client: postgres.Sql;
  readonly #deadline: number;
  /** The statements that the server knows, by the names they have there. */
  readonly #names = new Map<string, string>();
  readonly #reader = new AnswerReader();
  #line: Socket | null = null;
  #underWay: UnderWay | null = null;
  #lost = false;

  /** `deadline`: how long one statement may take, the sign-in before the first one included, in milliseconds. */
  constructor(url: string, options: ClientOptions, deadline: number) {
    this.#deadline = deadline;
    const socket = (where: Where): Promise<Socket> => this.#dial(where);
    const ours = { max: 1, idle_timeout: 0, max_lifetime: null, fetch_types: false, socket };
    this.#client = postgres(url, { ...options, ...ours });
  }

  get lost(): boolean {
    return this.#lost;
  }

  /**
   * Runs a statement.
   * @throws LostConnection when the connection is gone, now or before; whatever PostgreSQL answers otherwise
   */
  run(sql: string, parameters: readonly Parameter[]): Promise<Answer> {
    if (this.#lost) return Promise.reject(new LostConnection('the connection was lost before'));
    const known = this.#names.get(sql);
    const message = writeStatement(known ?? `s${this.#names.size}`, known === undefined ? sql : null, parameters);
    const timer = setTimeout(() => this.#lose(new LostConnection('no answer in time')), this.#deadline);
    const underWay = { ...Promise.withResolvers<Answer>(), sql, timer };
    this.#underWay = underWay;
    if (this.#line !== null) this.#line.write(message);
    else
      this.#signIn().then(
        (line) => line.write(message),
        (error: unknown) => this.#lose(error),
      );
    return underWay.promise;
  }

  /** Ends the connection, at once where it is in use. */
  async end(): Promise<void> {
    this.#line?.write(terminate);
    this.#lose(new LostConnection('the connection was ended'));
  }

  async #signIn(): Promise<Socket> {
    await this.#client.unsafe('select 1');
    const line = this.#line;
    if (line === null || this.#lost) throw new LostConnection('the connection was lost while signing in');
    // What the client library listens to; Node's own stay.
    for (const event of ['data', 'drain', 'error', 'close']) line.removeAllListeners(event);
    line.on('data', (chunk) => this.#take(chunk));
    line.on('error', (error) => this.#lose(error));
    line.on('close', () => this.#lose(this.#reader.error));
    return line;
  }

  /** The line to sign in on. Where it breaks, the client library asks for another, again and again: it gets none. */
  async #dial(where: Where): Promise<Socket> {
    try {
      if (this.#line !== null) throw new LostConnection('the server hung up while signing in');
      const line = await dial(where);
      this.#line = line;
      if (!this.#lost) return line;
      line.destroy();
      throw new LostConnection('the connection was ended while dialling');
    } catch (error) {
      this.#lose(error);
      throw error;
    }
  }

  #take(chunk: Buffer): void {
    const outcome = this.#reader.read(chunk);
    const underWay = this.#underWay;
    if (outcome === null || underWay === null) return;
    if (this.#reader.hasParsed) this.#names.set(underWay.sql, `s${this.#names.size}`);
    this.#reader.hasParsed = false;
    if ('error' in outcome && isLostConnection(outcome.error)) return this.#lose(outcome.error);
    this.#underWay = null;
    clearTimeout(underWay.timer);
    if ('error' in outcome) underWay.reject(outcome.error);
    else underWay.resolve(outcome);
  }

  #lose(cause: unknown): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#line?.destroy();
    this.#client.end({ timeout: 0 }).catch(() => undefined);
    const underWay = this.#underWay;
    if (underWay === null) return;
    clearTimeout(underWay.timer);
    underWay.reject(
      cause === null || isLostConnection(cause) ? new LostConnection('the connection was lost', { cause }) : cause,
    );
  }
}

/** What the client library knows of the address. */
type Where = { readonly host: readonly string[]; readonly port: readonly number[]; readonly path: string | false };

/** A line for the client library to sign in on; the first host that answers. */
async function dial({ host, port, path }: Where): Promise<Socket> {
  if (path !== false) return open(connect(path));
  for (let at = 0; ; at += 1) {
    try {
      return await open(
        connect({
          host: host[at],
          port: Number(port[at] ?? 5432),
          noDelay: true,
          keepAlive: true,
          keepAliveInitialDelay: 60_000,
        }),
      );
    } catch (error) {
      if (at + 1 >= host.length) throw error;
    }
  }
}

function open(line: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    line.once('connect', () => resolve(line));
    line.once('error', reject);
  });
}

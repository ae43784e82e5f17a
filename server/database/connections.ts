import postgres from 'postgres';
import { isLostConnection, LostConnection } from './lost-connection.ts';

export type ClientOptions = postgres.Options<Record<string, postgres.PostgresType>>;
type Answer = { readonly command: string; readonly count: number; readonly rows: readonly unknown[] };

/**
 * One connection to the database, used by one borrower at a time. Once it is lost it stays lost: the client library
 * would reconnect in silence and run the rest of a transaction outside of it (reliability.md D1).
 */
export class Connection implements Pooled {
  readonly #client: postgres.Sql;
  readonly #deadline: number;
  #lost = false;

  /** `deadline`: how long one statement may take, in milliseconds. */
  constructor(url: string, options: ClientOptions, deadline: number) {
    const forever = { max: 1, idle_timeout: 0, max_lifetime: null };
    this.#client = postgres(url, { ...options, ...forever, onclose: () => this.#lose() });
    this.#deadline = deadline;
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** @throws LostConnection when the connection is gone, now or before; whatever PostgreSQL answers otherwise */
  async run(sql: string, parameters: readonly unknown[]): Promise<Answer> {
    if (this.#lost) throw new LostConnection('the connection was lost before');
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new LostConnection('no answer in time')), this.#deadline);
    try {
      // Kysely and this client name the same set of values differently.
      const values = [...parameters] as postgres.ParameterOrJSON<never>[];
      const found = await Promise.race([this.#client.unsafe(sql, values, { prepare: true }), late]);
      return { command: found.command, count: found.count, rows: Array.from(found) };
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      this.#lose();
      throw new LostConnection('the connection was lost', { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the connection, at once where it is in use. */
  async end(): Promise<void> {
    this.#lost = true;
    await this.#client.end({ timeout: 0 });
  }

  #lose(): void {
    if (this.#lost) return;
    // Ending does not fail where there is nothing left to end; a promise nobody waits for must not stay unhandled.
    this.end().catch(() => undefined);
  }
}

/** What a pool has to know of its connections. */
export type Pooled = { readonly lost: boolean; end(): Promise<void> };

type Waiter<Each> = {
  readonly resolve: (connection: Each) => void;
  readonly reject: (error: LostConnection) => void;
  readonly timer: NodeJS.Timeout;
};

/** At most `size` connections, made when they are needed. */
export class Connections<Each extends Pooled> {
  readonly #open: () => Each;
  readonly #size: number;
  readonly #patience: number;
  #all: Each[] = [];
  #idle: Each[] = [];
  #waiting: Waiter<Each>[] = [];
  #isClosed = false;

  /** `patience`: how long a borrower waits for a connection, in milliseconds. */
  constructor(open: () => Each, size: number, patience: number) {
    this.#open = open;
    this.#size = size;
    this.#patience = patience;
  }

  /** @throws LostConnection when all are in use for too long, or the database is closed */
  borrow(): Promise<Each> {
    if (this.#isClosed) return Promise.reject(new LostConnection('the database is closed'));
    this.#forgetLost();
    const idle = this.#idle.pop() ?? (this.#all.length < this.#size ? this.#add() : undefined);
    if (idle !== undefined) return Promise.resolve(idle);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        reject(new LostConnection('no connection was free in time'));
      }, this.#patience);
      const waiter: Waiter<Each> = { resolve, reject, timer };
      this.#waiting.push(waiter);
    });
  }

  giveBack(connection: Each): void {
    this.#forgetLost();
    if (!connection.lost) this.#idle.push(connection);
    // A lost one may have been replaced already: then there is no room, and who waits gets the next that comes back.
    const hasRoom = this.#idle.length > 0 || this.#all.length < this.#size;
    const waiter = hasRoom ? this.#waiting.shift() : undefined;
    if (waiter === undefined) return;
    clearTimeout(waiter.timer);
    waiter.resolve(this.#idle.pop() ?? this.#add());
  }

  /** Ends all connections. @throws LostConnection at whoever still waits for one */
  async end(): Promise<void> {
    this.#isClosed = true;
    for (const { reject, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      reject(new LostConnection('the database is being closed'));
    }
    await Promise.all(this.#all.map((connection) => connection.end()));
  }

  #add(): Each {
    const connection = this.#open();
    this.#all.push(connection);
    return connection;
  }

  #forgetLost(): void {
    this.#all = this.#all.filter(({ lost }) => !lost);
    this.#idle = this.#idle.filter(({ lost }) => !lost);
  }
}

import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { Connection, Connections } from './connections.ts';
import { LostConnection } from './lost-connection.ts';

/** Kysely over our own connections: what is lost in a transaction is lost as a whole, and a commit is one or an error. */
export const dialectOver = (connections: Connections<Connection>): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new BorrowingDriver(connections),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
});

class Borrowed implements DatabaseConnection {
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { command, count, rows } = await this.connection.run(sql, parameters);
    const changed = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command);
    // The compiled query and its row type come from Kysely, which checked the one against the other.
    return { rows: rows as Row[], ...(changed ? { numAffectedRows: BigInt(count) } : {}) };
  }

  // Part of the interface of Kysely; nobody here reads row by row.
  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming is not supported');
  }
}

class BorrowingDriver implements Driver {
  readonly #connections: Connections<Connection>;

  constructor(connections: Connections<Connection>) {
    this.#connections = connections;
  }

  async init(): Promise<void> {
    // Connections are opened when they are needed.
  }

  async acquireConnection(): Promise<Borrowed> {
    return new Borrowed(await this.#connections.borrow());
  }

  async beginTransaction({ connection }: Borrowed, { isolationLevel, accessMode }: TransactionSettings): Promise<void> {
    const isolation = isolationLevel === undefined ? '' : ` isolation level ${isolationLevel}`;
    await connection.run(`begin${isolation} ${accessMode ?? ''}`, []);
  }

  async commitTransaction({ connection }: Borrowed): Promise<void> {
    const { command } = await connection.run('commit', []);
    if (command !== 'COMMIT') throw new Error('the transaction had failed before its commit');
  }

  /** Of a lost connection PostgreSQL has rolled back, or will. */
  async rollbackTransaction({ connection }: Borrowed): Promise<void> {
    if (connection.lost) return;
    await connection.run('rollback', []).catch(async (error: unknown) => {
      await connection.end();
      if (!(error instanceof LostConnection)) throw error;
    });
  }

  async releaseConnection({ connection }: Borrowed): Promise<void> {
    this.#connections.giveBack(connection);
  }

  async destroy(): Promise<void> {
    await this.#connections.end();
  }
}

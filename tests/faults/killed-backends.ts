import type { KyselyPlugin } from 'kysely';
import postgres from 'postgres';
import { onTestFinished } from 'vitest';
import type { Database } from '../../server/database/database.ts';

/** When to end the backend of the transaction that is open: after its n-th statement, in how many attempts, and how. */
export type Plan = {
  readonly after: number;
  readonly attempts: number;
  readonly how: 'before the next' | 'during the next';
};

export type Killer = {
  /** The database with our hand at the plug. */
  readonly db: Database;
  /** Runs one command with this plan; says how many backends were ended and how many statements its last attempt had. */
  during<Result>(
    plan: Plan | null,
    work: () => Promise<Result>,
  ): Promise<{ result: Result; killed: number; statements: number }>;
  /** Ends every backend of the product that matches a condition on pg_stat_activity, and waits until they are gone. */
  kill(condition: 'open transaction' | 'waiting for a lock' | 'any'): Promise<number>;
};

const conditions = {
  'open transaction': `state <> 'idle'`,
  'waiting for a lock': `wait_event_type = 'Lock'`,
  // Not while the client library asks for its array types: nobody waits for that answer, so its failure has no catcher.
  any: `query <> '' and query not like '%pg_type%'`,
};

/** Can end the database's connections at any statement, from a connection of its own. */
export function killer(url: string, database: Database): Killer {
  const sql = postgres(url, { max: 2, onnotice: () => undefined });
  onTestFinished(() => sql.end({ timeout: 1 }));
  let plan: Plan | null = null;
  let statements = 0;
  let attempts = 0;
  let killed = 0;
  let killing = Promise.resolve();

  async function kill(condition: keyof typeof conditions): Promise<number> {
    const rows = await sql.unsafe(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and application_name = 'planungsrunde' and ${conditions[condition]}`);
    return rows.length;
  }

  async function afterStatement(): Promise<void> {
    statements += 1;
    if (plan === null || statements !== plan.after || attempts >= plan.attempts) return;
    attempts += 1;
    statements = 0;
    killing = kill('open transaction').then((count) => void (killed += count));
    if (plan.how === 'before the next') await killing;
  }

  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      await afterStatement();
      return result;
    },
  };

  return {
    db: { ...database, kysely: database.kysely.withPlugin(plugin) },
    async during(next, work) {
      plan = next;
      // The statement that looks for the session stands before the transaction.
      [statements, attempts, killed] = [-1, 0, 0];
      const result = await work();
      await killing;
      plan = null;
      return { result, killed, statements };
    },
    kill,
  };
}

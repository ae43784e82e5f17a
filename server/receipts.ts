import { sql } from 'kysely';
import { change, type Database } from './database/database.ts';
import type { Log } from './platform/log.ts';

const day = 24 * 3_600_000;

/** Removes receipts that are older than a day: no client asks for so long whether its command was done. */
export const forgetOldReceipts = (db: Database): Promise<unknown> =>
  change(db, (changes) =>
    changes
      .deleteFrom('receipt')
      .where('at', '<', sql<Date>`now() - interval '24 hours'`)
      .execute(),
  );

/** Forgets old receipts now and once a day; returns what ends it. Another try tomorrow makes up for one that failed. */
export function keepReceiptsShort(db: Database, log: Log): () => void {
  const forget = () =>
    void forgetOldReceipts(db).catch((error: unknown) => log.warn('receipts-not-forgotten', { error }));
  forget();
  const daily = setInterval(forget, day).unref();
  return () => clearInterval(daily);
}

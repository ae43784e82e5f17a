import type { Database } from '../database/database.ts';
import type { Log } from '../platform/log.ts';
import type { Envelopes } from './envelopes.ts';

/** How often it is looked whether a key has outlived its ballot, in milliseconds. */
const every = 10 * 60_000;

/**
 * Destroys the keys of ballots that are closed, where the server ended between the count and that; now, and again and
 * again. Answers how to stop it.
 */
export function burnKeys(db: Database, envelopes: Envelopes, log: Log): () => void {
  const burn = (): void =>
    void destroyOutlived(db, envelopes).catch((error: unknown) => log.warn('ballot-keys-kept', { error }));
  burn();
  const timer = setInterval(burn, every).unref();
  return () => clearInterval(timer);
}

/** Destroys what is left of the keys of closed ballots. */
export async function destroyOutlived(db: Database, envelopes: Envelopes): Promise<void> {
  const kept = await envelopes.kept();
  if (kept.length === 0) return;
  // A ballot that this database does not know may run in another one, or be about to open.
  const closed = await db.kysely
    .selectFrom('ballot')
    .select('id')
    .where('id', 'in', kept)
    .where('closed_at', 'is not', null)
    .execute();
  for (const { id } of closed) await envelopes.destroy(id);
}

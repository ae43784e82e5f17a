import type { Database } from '../database/database.ts';
import type { Log } from '../platform/log.ts';
import type { Envelopes } from './envelopes.ts';

/** How often it is looked whether a key has outlived its ballot, in milliseconds. */
const every = 10 * 60_000;
/** A key that no ballot has after so long belongs to none, in milliseconds. */
const longestOpening = 60 * 60_000;

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
  const ids = kept.map(({ id }) => id);
  const ballots = await db.kysely.selectFrom('ballot').select(['id', 'closed_at']).where('id', 'in', ids).execute();
  for (const { id, since } of kept) {
    const ballot = ballots.find((each) => each.id === id);
    // One that was never opened after all: its key was made just before.
    const isOver = ballot === undefined ? Date.now() - since > longestOpening : ballot.closed_at !== null;
    if (isOver) await envelopes.destroy(id);
  }
}

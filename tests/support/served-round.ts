import { afterAll } from 'vitest';
import type { Caller } from '#domain/people/caller.ts';
import type { Database } from '../../server/database/database.ts';
import { type DocumentServer, serveDocuments } from './documents.ts';
import { openSampleRound, type SampleRound } from './sample-round.ts';

/** The sample round and the server of its documents, in a database of their own. */
export type ServedRound = {
  readonly db: Database;
  readonly round: SampleRound;
  readonly server: DocumentServer;
  /** Who is signed in, by id; take somebody out to end their access. */
  readonly signedIn: Map<string, Caller>;
};

/** Serves the documents of a fresh sample round to its people until the tests of the file that asks are over. */
export async function serveSampleRound(): Promise<ServedRound> {
  const { db, round } = await openSampleRound();
  const signedIn = new Map<string, Caller>(Object.values(round.people).map((caller) => [caller.personId, caller]));
  const server = await serveDocuments(db, (personId) => signedIn.get(personId) ?? null);
  afterAll(() => server.close());
  return { db, round, server, signedIn };
}

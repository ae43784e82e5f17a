import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { DocumentId, type RoundId } from '#domain/ids.ts';
import type { Database } from '../../server/database/database.ts';
import type { Surroundings } from '../../server/documents/gateway.ts';
import { storeBatches } from '../../server/documents/store.ts';

/** What is switched off for a measurement. */
export type Switches = {
  /** False lifts the rates of one socket. */
  readonly rates: boolean;
  /** Others see a change before it is committed: what the product never does, to know what its promise costs. */
  readonly relayFirst: boolean;
};

/**
 * What the engine is told beside its surroundings: a kind 'bench' that takes plain text under any root, and as many
 * windows of the one person behind all clients as there are clients.
 */
export function benchOptions(db: Database, { rates, relayFirst }: Switches): Partial<Surroundings> {
  return {
    kinds: { bench: { root: null, elements: null, marks: null, windows: Infinity } },
    ...(rates ? {} : { rates: () => () => true }),
    ...(relayFirst ? { storing: async (batches) => void storeBatches(db, batches).catch(console.error) } : {}),
  };
}

/** The document behind a room name: always the same one, so that a restarted server finds it again. */
export function documentOf(room: string): DocumentId {
  const hash = createHash('sha256').update(room).digest();
  hash[6] = (hash.readUInt8(6) & 0x0f) | 0x80;
  hash[8] = (hash.readUInt8(8) & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return v.parse(DocumentId, hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
}

/** Creates the document behind a room with nothing in it, unless there is one. */
export async function createBenchDocument(db: Database, roundId: RoundId, id: DocumentId): Promise<void> {
  await db.single("insert into document (id, round_id, kind) values ($1, $2, 'bench') on conflict do nothing", [
    id,
    roundId,
  ]);
}

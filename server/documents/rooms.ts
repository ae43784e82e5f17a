import type { DocumentId } from '#domain/ids.ts';
import type { Database } from '../database/database.ts';
import { againIfLost } from '../database/lost-connection.ts';
import { together } from '../database/together.ts';
import type { Log } from '../platform/log.ts';
import type { ContentRules } from './content.ts';
import type { Journal } from './journal.ts';
import { Room } from './room.ts';
import {
  type DocumentRecord,
  findDocuments,
  type PartRow,
  readDocuments,
  storedDocument,
  storeSnapshot,
} from './store.ts';

/** What all rooms stand on. */
export type RoomsGround = {
  readonly db: Database;
  readonly kinds: Readonly<Record<string, ContentRules>>;
  readonly journal: Journal;
  readonly log: Log;
  /** Called before a document's log is replaced by a snapshot: the last moment to read what happened when. */
  readonly beforeCompaction: (record: DocumentRecord) => Promise<void>;
};

/** So many documents are read at once; the others wait, so that a start with a full house does not stall everybody. */
const mostLoads = 8;

/** The documents that are in memory. Each is loaded once, however many wait for it, and leaves with its last reader. */
export class Rooms {
  readonly #ground: RoomsGround;
  readonly #rooms = new Map<string, Promise<Room>>();
  readonly #find: (id: string) => Promise<DocumentRecord | undefined>;
  #reviewing: Promise<unknown> = Promise.resolve();
  readonly #read: (id: DocumentId) => Promise<readonly PartRow[] | undefined>;

  constructor(ground: RoomsGround) {
    this.#ground = ground;
    this.#find = together((ids) => findDocuments(ground.db, ids));
    this.#read = together((ids) => readDocuments(ground.db.kysely, ids), mostLoads);
  }

  get size(): number {
    return this.#rooms.size;
  }

  /** What is known of a document, without opening it; asked once for all who ask at the same time. */
  async find(id: string): Promise<DocumentRecord | undefined> {
    const open = this.#rooms.get(id);
    if (open !== undefined) return (await open).record;
    return this.#find(id);
  }

  /** The room of a document, loaded if need be; it stays until `letGo`. @throws Error where it could not be loaded */
  async open(record: DocumentRecord): Promise<Room> {
    for (;;) {
      const room = await (this.#rooms.get(record.id) ?? this.#load(record));
      // The last one may have left while this one waited: what ended takes nothing more.
      if (room.hold()) return room;
    }
  }

  /** Sends everybody away from a document of an epoch before this one. */
  async endBefore(id: DocumentId, epoch: number): Promise<void> {
    const room = await this.#rooms.get(id);
    if (room !== undefined && room.record.epoch < epoch) room.sendAway('replaced');
  }

  /**
   * Asks anew whether these documents are shut, and tells those who have one of them open; one after the other, so that the
   * last answer is the newest.
   */
  review(wanted: () => Promise<Iterable<DocumentId>>): Promise<void> {
    const mine = this.#reviewing.then(async () => this.#review([...(await wanted())]));
    this.#reviewing = mine.catch(() => undefined);
    return mine;
  }

  async #review(ids: readonly DocumentId[]): Promise<void> {
    const open = ids.filter((id) => this.#rooms.has(id));
    if (open.length === 0) return;
    const records = await againIfLost(() => findDocuments(this.#ground.db, open));
    for (const { id, isShut } of records.values()) (await this.#rooms.get(id)?.catch(() => undefined))?.shut(isShut);
  }

  /** Resolves when nothing is under way any more. */
  async end(): Promise<void> {
    await this.#reviewing;
    const rooms = await Promise.all([...this.#rooms.values()].map((room) => room.catch(() => undefined)));
    await Promise.all(rooms.flatMap((room) => (room === undefined ? [] : [room.settled()])));
    await Promise.all(rooms.flatMap((room) => (room === undefined ? [] : [room.quiet()])));
  }

  #load(record: DocumentRecord): Promise<Room> {
    const forget = () => {
      if (this.#rooms.get(record.id) === loading) this.#rooms.delete(record.id);
    };
    const loading = this.#build(record, forget).catch((error: unknown) => {
      forget();
      throw error;
    });
    this.#rooms.set(record.id, loading);
    return loading;
  }

  async #build(record: DocumentRecord, onEnd: () => void): Promise<Room> {
    const { db, kinds, journal, log, beforeCompaction } = this.#ground;
    const rules = kinds[record.kind];
    if (rules === undefined) throw new Error(`no such kind of document: ${record.kind}`);
    // Asked once more: it may have been shut since it was found, when there was no room to be told.
    const [parts, now] = await Promise.all([this.#read(record.id), this.#find(record.id)]);
    const stored = storedDocument(record, parts ?? []);
    return new Room({
      record: { ...record, isShut: now?.isShut ?? record.isShut },
      stored,
      rules,
      journal,
      storeSnapshot: async (snapshot) => {
        await beforeCompaction(record);
        await storeSnapshot(db, record, snapshot);
      },
      log,
      onEnd,
    });
  }
}

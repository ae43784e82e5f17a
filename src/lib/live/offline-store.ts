import * as idb from 'lib0/indexeddb';
import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';

/** Opening a database may hang for ever; a text does not wait longer for it. In milliseconds. */
const longestWait = 3_000;
/** What a database says of itself: that its document came from the server once; that it may hold what the server has not. */
const marks = { synced: 'synced', unsent: 'unsent' } as const;

/** The database of one person's copy of one document in one epoch. Nobody else's page opens it. */
export const copyName = (personId: string, documentId: string, epoch: number): string =>
  `${prefixOf(personId)}${documentId}:${epoch}`;

/** The newest epoch of which `names` hold a copy of this document for this person; null without one. */
export function newestEpoch(names: readonly string[], personId: string, documentId: string): number | null {
  const start = `${prefixOf(personId)}${documentId}:`;
  const epochs = names.filter((name) => name.startsWith(start)).map((name) => Number(name.slice(start.length)));
  return epochs.reduce<number | null>(
    (newest, epoch) => (Number.isSafeInteger(epoch) && epoch > (newest ?? -1) ? epoch : newest),
    null,
  );
}

/** Where a copy of the document is kept on this device. */
export type KeptCopy = Pick<
  OfflineStore,
  'load' | 'keep' | 'leave' | 'discard' | 'noteUnsent' | 'isKeeping' | 'isUnsent'
>;

/**
 * One person's copy of one document on this device, so that what is typed without a connection survives a reload. Only
 * for people who are signed in and may write: a guest's text is never left on a device. Nothing here rejects: where the
 * browser keeps no databases, nothing is kept.
 */
export class OfflineStore {
  readonly #personId: string;
  readonly #documentId: string;
  #copy: IndexeddbPersistence | null = null;
  #isUnsent = false;

  constructor(personId: string, documentId: string) {
    this.#personId = personId;
    this.#documentId = documentId;
  }

  /** Whether what is typed is kept on this device now. */
  get isKeeping(): boolean {
    return this.#copy !== null;
  }

  /** Puts the newest copy into `doc` and keeps it up to date from then on. Answers its epoch; null without a copy. */
  async load(doc: Y.Doc): Promise<number | null> {
    const epoch = newestEpoch(await databaseNames(), this.#personId, this.#documentId);
    if (epoch === null) return null;
    const name = copyName(this.#personId, this.#documentId, epoch);
    // A document that never came from the server is none: it would look empty, and could be written into.
    if (!(await isMarked(name, marks.synced))) return null;
    this.#isUnsent = await isMarked(name, marks.unsent);
    return (await this.#attach(name, doc)) ? epoch : null;
  }

  /** Keeps `doc`, which has come from the server, from now on, and deletes the copies of its other epochs. */
  async keep(doc: Y.Doc, epoch: number): Promise<void> {
    const name = copyName(this.#personId, this.#documentId, epoch);
    await deleteWhere((other) => other !== name && this.#isCopy(other));
    this.#isUnsent ||= await isMarked(name, marks.unsent);
    if (!(await this.#attach(name, doc))) return;
    await this.#mark(marks.synced, true);
    await this.#mark(marks.unsent, this.#isUnsent);
  }

  /** Whether the copy holds what the server has not confirmed, as far as is known. */
  get isUnsent(): boolean {
    return this.#isUnsent;
  }

  /** Notes whether the copy holds what the server has not confirmed. */
  noteUnsent(isUnsent: boolean): void {
    if (isUnsent === this.#isUnsent) return;
    this.#isUnsent = isUnsent;
    void this.#mark(marks.unsent, isUnsent);
  }

  /** Keeps nothing more; the copy stays as it is. */
  async leave(): Promise<void> {
    const copy = this.#copy;
    this.#copy = null;
    if (copy !== null) await inTime(copy.destroy()).catch(() => undefined);
  }

  /** Deletes the person's copies of this document. */
  async discard(): Promise<void> {
    await this.leave();
    await deleteWhere((name) => this.#isCopy(name));
  }

  #isCopy(name: string): boolean {
    return name.startsWith(`${prefixOf(this.#personId)}${this.#documentId}:`);
  }

  async #attach(name: string, doc: Y.Doc): Promise<boolean> {
    if (!('indexedDB' in globalThis) || doc.isDestroyed) return false;
    const copy = new IndexeddbPersistence(name, doc);
    this.#copy = copy;
    const isOpen = await inTime(copy.whenSynced.then(() => true)).catch(() => false);
    if (isOpen !== true) await this.leave();
    // Another window deletes it: from then on this one must not write into it.
    copy.db?.addEventListener('versionchange', () => void this.leave());
    return isOpen === true && this.#copy === copy;
  }

  async #mark(mark: string, isSet: boolean): Promise<void> {
    await this.#copy?.set(mark, isSet ? 1 : 0).catch(() => undefined);
  }
}

/** Whether this device holds text of the person that the server may not have. */
export async function holdsUnsent(personId: string): Promise<boolean> {
  const names = (await databaseNames()).filter((name) => name.startsWith(prefixOf(personId)));
  const found = await Promise.all(names.map((name) => isMarked(name, marks.unsent)));
  return found.includes(true);
}

/** Deletes everything that this device keeps for the person: for signing out. */
export const forgetPerson = (personId: string): Promise<void> =>
  deleteWhere((name) => name.startsWith(prefixOf(personId)));

function prefixOf(personId: string): string {
  return `planungsrunde:${personId}:`;
}

async function databaseNames(): Promise<string[]> {
  if (!('indexedDB' in globalThis) || !('databases' in indexedDB)) return [];
  const found = await inTime(indexedDB.databases()).catch(() => undefined);
  return (found ?? []).flatMap(({ name }) => name ?? []);
}

async function deleteWhere(isMeant: (name: string) => boolean): Promise<void> {
  const names = (await databaseNames()).filter(isMeant);
  await Promise.all(names.map((name) => inTime(idb.deleteDB(name)).catch(() => undefined)));
}

/** Reads a mark. Where the database is new, it is made as y-indexeddb makes it. */
async function isMarked(name: string, mark: string): Promise<boolean> {
  const stores = [['updates', { autoIncrement: true }], ['custom']];
  const db = await inTime(idb.openDB(name, (made) => idb.createStores(made, stores))).catch(() => undefined);
  if (db === undefined) return false;
  try {
    const [custom] = idb.transact(db, ['custom'], 'readonly');
    const value: unknown = custom && (await idb.get(custom, mark));
    return value === 1;
  } catch {
    return false;
  } finally {
    db.close();
  }
}

/** The answer, or undefined where it does not come in time. */
function inTime<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, longestWait));
  return Promise.race([answer, late]);
}

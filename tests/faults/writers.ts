import { expect, onTestFinished } from 'vitest';
import type { DocumentId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import type { Database } from '../../server/database/database.ts';
import { linesOf, storedDocument, until, wholeOf } from '../support/documents.ts';
import { Typist } from '../support/typist.ts';

/** A document, where it is served, and the database to look it up in behind the server's back. */
export type Desk = { readonly db: Database; readonly url: string; readonly documentId: DocumentId };

/** Several people who type unique lines into one document at the same time. */
export class Writers {
  readonly typists: readonly Typist[];
  readonly documentId: DocumentId;
  readonly #desk: Desk;

  private constructor(desk: Desk, people: readonly Caller[], count: number) {
    this.#desk = desk;
    this.documentId = desk.documentId;
    this.typists = Array.from({ length: count }, (_, index) => {
      const { personId } = people[index % people.length]!;
      return new Typist(`w${index}`, desk.url, desk.documentId, personId, 30);
    });
  }

  /** `count` windows of these people, until the test ends. */
  static async sit(desk: Desk, people: readonly Caller[], count: number): Promise<Writers> {
    const writers = new Writers(desk, people, count);
    onTestFinished(() => {
      writers.stop();
      writers.typists.forEach(({ live }) => live.destroy());
    });
    await until(() => writers.typists.every(({ live }) => live.synced));
    return writers;
  }

  start(): void {
    this.typists.forEach((typist) => typist.start());
  }

  stop(): void {
    this.typists.forEach((typist) => typist.stop());
  }

  /** Resolves when each of them has seen some more of their lines called saved. */
  async progress(): Promise<void> {
    const before = this.typists.map(({ saved }) => saved.length);
    await until(() => this.typists.every(({ saved }, index) => saved.length > before[index]! + 2), 20_000, 10);
  }

  /** Resolves when so many more lines than now are called saved, of whomever. */
  async saved(lines: number): Promise<void> {
    const count = () => this.typists.reduce((sum, typist) => (typist.look(), sum + typist.saved.length), 0);
    const before = count();
    await until(() => count() >= before + lines, 20_000, 1);
  }

  /** Resolves when all have a connection. */
  async connected(): Promise<void> {
    await until(() => this.typists.every(({ live }) => live.connected), 20_000, 25);
  }

  /** Resolves when each of them had a connection and lost it again, which takes moments only. */
  async triedAgain(): Promise<void> {
    for (const wanted of [false, true, false]) {
      const waiting = new Set(this.typists);
      const look = (typist: Typist) => typist.live.connected === wanted && waiting.delete(typist);
      await until(() => (this.typists.forEach(look), waiting.size === 0), 20_000, 1);
    }
  }

  /** Whatever was called saved up to now is in the database, once. */
  async expectSavedIsStored(): Promise<void> {
    this.typists.forEach((typist) => typist.look());
    const saved = this.typists.flatMap((typist) => typist.saved);
    const stored = linesOf(await storedDocument(this.#desk.db, this.#desk.documentId));
    const kept = new Set(stored);
    expect(saved.filter((line) => !kept.has(line))).toEqual([]);
    expect(stored).toHaveLength(kept.size);
  }

  /** Everything that was written is there exactly once: the same bytes for everybody, and for the database. */
  async expectAllThere(): Promise<void> {
    const { db, documentId } = this.#desk;
    await until(() => this.typists.map((typist) => typist.look()).every(Boolean), 30_000, 25);
    const written = this.typists.flatMap((typist) => typist.written).sort();
    await until(() => this.typists.every(({ lines }) => lines.length === written.length), 20_000, 50);
    const stored = await storedDocument(db, documentId);
    expect(linesOf(stored).sort()).toEqual(written);
    const whole = wholeOf(stored);
    for (const { live } of this.typists) expect(wholeOf(live.doc).equals(whole)).toBe(true);
  }
}

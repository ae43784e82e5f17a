import * as v from 'valibot';
import type { PersonId } from '#domain/ids.ts';
import type { BallotView, OwnPaper } from '#domain/prioritisation/ballot.ts';
import { Marks, noMarks } from '#domain/prioritisation/marks.ts';

/** Where a paper is kept between reloads: `sessionStorage`, or nothing. */
export type PaperStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * One person's paper in one ballot, as it lies on the table: marks are made here and nowhere else until they are handed in.
 * It outlives steps, reconnects and, where it is kept, reloads.
 */
export class Paper {
  readonly #key: string;
  readonly #empty: Marks;
  readonly #isNothing: (mark: number | null) => boolean;
  #store: PaperStore | undefined;
  #marks: Marks;
  #touched: boolean;
  /** Which part of it lies on top where it is shown part by part: an option, or after the last one the overview. */
  part = $state(0);

  constructor(ballot: BallotView, personId: PersonId) {
    this.#key = `paper:${ballot.id}:${personId}`;
    this.#empty = noMarks(ballot.rule, ballot.options.length);
    // No points are nothing; "no" and "no objection" are something.
    this.#isNothing = ballot.rule.method === 'points' ? (mark) => (mark ?? 0) === 0 : (mark) => mark === null;
    this.#marks = $state.raw(ballot.mine?.marks ?? this.#empty);
    this.#touched = $state(false);
  }

  /** Lays what was kept on this device over the paper, and keeps it from now on. */
  keepIn(store: PaperStore): void {
    this.#store = store;
    const kept = read(store, this.#key);
    if (kept?.length !== this.#empty.length) return;
    this.#marks = kept;
    this.#touched = true;
  }

  /** The whole paper; see `Marks` for the order. */
  get marks(): Marks {
    return this.#marks;
  }

  /** Whether the person has changed anything since it was last handed in. */
  get touched(): boolean {
    return this.#touched;
  }

  /** Whether nothing stands on it. */
  get isBlank(): boolean {
    return this.#marks.every(this.#isNothing);
  }

  at(cell: number): number | null {
    return this.#marks[cell] ?? null;
  }

  /** Makes one mark; null takes it off. */
  set(cell: number, mark: number | null): void {
    this.setAll(this.#marks.with(cell, mark));
  }

  setAll(marks: Marks): void {
    this.#marks = marks;
    this.#touched = true;
    this.#store?.setItem(this.#key, JSON.stringify(marks));
  }

  /** The server has counted `counted`: nothing is open any more unless marks were changed meanwhile. */
  handedIn(counted: Marks): void {
    if (this.#areSame(this.#marks, counted)) this.#rest(this.#marks);
  }

  /** The same for a paper that lies in an envelope now: here it is blank again, for nobody to see and to be filled in anew. */
  sealed(counted: Marks): void {
    if (!this.#areSame(this.#marks, counted)) return;
    this.#rest(this.#empty);
    this.part = 0;
  }

  /** The person has handed in elsewhere (another tab, or for the same group): an untouched paper follows, a touched one stays. */
  follow(mine: OwnPaper | null): void {
    if (!this.#touched && mine?.marks) this.#marks = mine.marks;
  }

  /** Whether what lies here is something else than what is counted; of a sealed paper only changes made here are known. */
  differsFrom(mine: OwnPaper | null): boolean {
    if (mine === null) return !this.isBlank;
    return mine.marks === null ? this.#touched : !this.#areSame(this.#marks, mine.marks);
  }

  #rest(marks: Marks): void {
    this.#marks = marks;
    this.#touched = false;
    this.#store?.removeItem(this.#key);
  }

  #areSame(one: Marks, other: Marks): boolean {
    const isSame = (mark: number | null, place: number): boolean => {
      const there = other[place] ?? null;
      return mark === there || (this.#isNothing(mark) && this.#isNothing(there));
    };
    return one.length === other.length && one.every(isSame);
  }
}

function read(store: PaperStore, key: string): Marks | null {
  const text = store.getItem(key);
  if (text === null) return null;
  try {
    const parsed = v.safeParse(Marks, JSON.parse(text));
    if (parsed.success) return parsed.output;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  store.removeItem(key);
  return null;
}

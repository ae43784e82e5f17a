import * as v from 'valibot';
import type { MeasureId, PersonId } from '#domain/ids.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import { Points, remaining, spent } from '#domain/prioritisation/points.ts';

/** Why no further point can be given to a measure. */
export type Hindrance = 'budget-spent' | 'measure-limit';

/** Where a paper is kept between reloads: `sessionStorage`, or nothing. */
export type PaperStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * One person's paper in one ballot, as it lies on the table: points are moved here and nowhere else until they are
 * handed in. It outlives steps, reconnects and reloads.
 */
export class Paper {
  readonly #ballot: BallotView;
  readonly #key: string;
  #store: PaperStore | undefined;
  #points: Points;
  #touched: boolean;

  constructor(ballot: BallotView, personId: PersonId) {
    this.#ballot = ballot;
    this.#key = `paper:${ballot.id}:${personId}`;
    this.#points = $state.raw(completed(ballot, ballot.mine ?? {}));
    this.#touched = $state(false);
  }

  /** Lays what was kept on this device over the paper, and keeps it from now on. */
  keepIn(store: PaperStore): void {
    this.#store = store;
    const kept = read(store, this.#key);
    if (kept === null) return;
    this.#points = completed(this.#ballot, kept);
    this.#touched = true;
  }

  /** The whole paper: every measure of the ballot, 0 included. */
  get points(): Points {
    return this.#points;
  }

  /** Points still in the hand. */
  get left(): number {
    return remaining(this.#ballot, this.#points);
  }

  /** Points laid down. */
  get placed(): number {
    return spent(this.#points);
  }

  /** Whether the person has moved anything since it was last handed in. */
  get touched(): boolean {
    return this.#touched;
  }

  given(measureId: MeasureId): number {
    return this.#points[measureId] ?? 0;
  }

  /** What stands in the way of one more point for a measure, or null. */
  hindrance(measureId: MeasureId): Hindrance | null {
    if (this.given(measureId) >= this.#ballot.maxPerMeasure) return 'measure-limit';
    return this.left <= 0 ? 'budget-spent' : null;
  }

  give(measureId: MeasureId): void {
    if (this.hindrance(measureId) === null) this.#set(measureId, this.given(measureId) + 1);
  }

  take(measureId: MeasureId): void {
    if (this.given(measureId) > 0) this.#set(measureId, this.given(measureId) - 1);
  }

  /** The server has counted `counted`: nothing is open any more unless points were moved meanwhile. */
  handedIn(counted: Points): void {
    if (!samePoints(this.#points, counted)) return;
    this.#touched = false;
    this.#store?.removeItem(this.#key);
  }

  /** The person has handed in elsewhere (another tab): an untouched paper follows, a touched one stays. */
  follow(mine: Points | null): void {
    if (!this.#touched && mine !== null) this.#points = completed(this.#ballot, mine);
  }

  #set(measureId: MeasureId, points: number): void {
    this.#points = { ...this.#points, [measureId]: points };
    this.#touched = true;
    this.#store?.setItem(this.#key, JSON.stringify(this.#points));
  }
}

/** Whether two papers give every measure the same. */
export const samePoints = (one: Points, other: Points): boolean => covers(one, other) && covers(other, one);

const covers = (one: Points, other: Points): boolean =>
  (Object.keys(other) as MeasureId[]).every((id) => (one[id] ?? 0) === other[id]);

/** Every option of the ballot named, others dropped. */
function completed(ballot: BallotView, points: Points): Points {
  const paper: Points = {};
  for (const { measureId } of ballot.options) paper[measureId] = points[measureId] ?? 0;
  return paper;
}

function read(store: PaperStore, key: string): Points | null {
  const text = store.getItem(key);
  if (text === null) return null;
  try {
    const parsed = v.safeParse(Points, JSON.parse(text));
    if (parsed.success) return parsed.output;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  store.removeItem(key);
  return null;
}

import * as v from 'valibot';
import { MeasureId, PersonId } from '#domain/ids.ts';

const Place = v.pipe(v.number(), v.integer(), v.minValue(1));

/** One measure was moved in the list at an instant: places from 1; nobody known any more moved it where `by` is null. */
export const BoardMove = v.object({
  /** Names the move for ever: two of one measure may be of the same instant. */
  id: v.string(),
  measureId: MeasureId,
  from: Place,
  to: Place,
  by: v.nullable(PersonId),
  at: v.string(),
});
export type BoardMove = Readonly<v.InferOutput<typeof BoardMove>>;

/** Moves of one measure by one person belong together when they follow each other within so many milliseconds. */
const oneGo = 60_000;

/**
 * Moves as people remember them, the latest first: what one person did with one measure in one go is one move, and none
 * where it ended where it began. It keeps the id of the first of them. Takes them in the order in which they happened.
 */
export function retold(moves: readonly BoardMove[]): BoardMove[] {
  const told: BoardMove[] = [];
  const lastOf = new Map<MeasureId, number>();
  for (const move of moves) {
    const place = lastOf.get(move.measureId);
    const before = place === undefined ? undefined : told[place];
    if (place !== undefined && before !== undefined && isOneGo(before, move))
      told[place] = { ...move, id: before.id, from: before.from };
    else lastOf.set(move.measureId, told.push(move) - 1);
  }
  return told.filter(({ from, to }) => from !== to).toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

const isOneGo = (before: BoardMove, move: BoardMove): boolean =>
  before.by === move.by && Date.parse(move.at) - Date.parse(before.at) <= oneGo;

/** What one stored update has changed: which measures' positions, in the order of writing, and the whole order before and after. */
export type OrderChange = {
  readonly changed: readonly MeasureId[];
  readonly before: readonly MeasureId[];
  readonly after: readonly MeasureId[];
};

/**
 * Which measures an update has moved, with their places. New positions alone are no move: one is named where it alone
 * explains the new order; where several moved at once, each whose place is another one.
 */
export function movesIn({ changed, before, after }: OrderChange): Pick<BoardMove, 'measureId' | 'from' | 'to'>[] {
  const placeIn = (order: readonly MeasureId[], id: MeasureId) => order.indexOf(id) + 1;
  const moved = changed.filter((id) => placeIn(before, id) !== placeIn(after, id));
  const alone = moved.findLast((id) => isEqual(without(before, id), without(after, id)));
  return (alone === undefined ? moved : [alone]).map((measureId) => ({
    measureId,
    from: placeIn(before, measureId),
    to: placeIn(after, measureId),
  }));
}

const without = (order: readonly MeasureId[], id: MeasureId): MeasureId[] => order.filter((each) => each !== id);
const isEqual = (a: readonly MeasureId[], b: readonly MeasureId[]): boolean =>
  a.length === b.length && a.every((id, place) => id === b[place]);

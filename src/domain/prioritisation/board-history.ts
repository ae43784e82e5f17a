import * as v from 'valibot';
import { MeasureId, PersonId } from '#domain/ids.ts';
import {
  type BoardState,
  CutLine,
  cutLines,
  fieldEntry,
  type FieldPoint,
  measuresAbove,
  type Orderable,
  orderEntry,
  ranking,
  sequence,
} from './board.ts';

const Place = v.pipe(v.number(), v.integer(), v.minValue(1));
const Above = v.pipe(v.number(), v.integer(), v.minValue(0));
const Point = v.object({ effect: v.number(), effort: v.number() });

/**
 * What was moved, and from where to where: a measure in the list, places from 1; a measure in the field, null where
 * nobody had put it; a cut line, by how many measures stand above it, null where it is not drawn.
 */
export const Moved = v.variant('kind', [
  v.object({ kind: v.literal('order'), measureId: MeasureId, from: Place, to: Place }),
  v.object({ kind: v.literal('field'), measureId: MeasureId, from: v.nullable(Point), to: v.nullable(Point) }),
  v.object({ kind: v.literal('line'), line: CutLine, from: v.nullable(Above), to: v.nullable(Above) }),
]);
export type Moved = Readonly<v.InferOutput<typeof Moved>>;

/** Something was moved at an instant; nobody known any more moved it where `by` is null. */
export const BoardMove = v.object({
  /** Names the move for ever: two of one measure may be of the same instant. */
  id: v.string(),
  what: Moved,
  by: v.nullable(PersonId),
  at: v.string(),
});
export type BoardMove = Readonly<v.InferOutput<typeof BoardMove>>;

/** The name of the entry that a move has written: what one may do with one thing in one go. */
export function entryOf(what: Moved): string {
  if (what.kind === 'line') return what.line;
  return what.kind === 'order' ? orderEntry(what.measureId) : fieldEntry(what.measureId);
}

/** Moves of one thing by one person belong together when they follow each other within so many milliseconds. */
const oneGo = 60_000;

/**
 * Moves as people remember them, the latest first: what one person did with one thing in one go is one move, and none
 * where it ended where it began. It keeps the id of the first of them. Takes them in the order in which they happened.
 */
export function retold(moves: readonly BoardMove[]): BoardMove[] {
  const told: BoardMove[] = [];
  const lastOf = new Map<string, number>();
  for (const move of moves) {
    const entry = entryOf(move.what);
    const place = lastOf.get(entry);
    const before = place === undefined ? undefined : told[place];
    if (place !== undefined && before !== undefined && isOneGo(before, move))
      told[place] = { ...move, id: before.id, what: joined(before.what, move.what) };
    else lastOf.set(entry, told.push(move) - 1);
  }
  return told.filter(({ what }) => !endsWhereItBegan(what)).toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** Two moves of the same thing, one after the other, as one. */
export function joined(first: Moved, last: Moved): Moved {
  if (first.kind === 'order' && last.kind === 'order') return { ...last, from: first.from };
  if (first.kind === 'field' && last.kind === 'field') return { ...last, from: first.from };
  if (first.kind === 'line' && last.kind === 'line') return { ...last, from: first.from };
  return last;
}

/** Whether nothing has changed in the end. */
export const endsWhereItBegan = (what: Moved): boolean =>
  what.kind === 'field' ? isSamePoint(what.from, what.to) : what.from === what.to;

const isOneGo = (before: BoardMove, move: BoardMove): boolean =>
  before.by === move.by && Date.parse(move.at) - Date.parse(before.at) <= oneGo;

/** What one stored update has changed: which entries it wrote, in the order of writing, and the board before and after. */
export type BoardChange = {
  readonly written: readonly string[];
  readonly before: BoardState;
  readonly after: BoardState;
  /** The measures that people saw on the board then. */
  readonly measures: readonly Orderable[];
};

/**
 * What an update has moved. New positions alone are no move: of the measures in the list one is named where it alone
 * explains the new order; where several moved at once, each whose place is another one.
 */
export function movesIn({ written, before, after, measures }: BoardChange): Moved[] {
  const names = new Set(written);
  const ids = new Map(measures.map(({ id }) => [orderEntry(id), id]));
  const ordered = placesIn(
    written.flatMap((name) => ids.get(name) ?? []),
    ranking(before.positions, measures),
    ranking(after.positions, measures),
  );
  const points = measures
    .filter(({ id }) => names.has(fieldEntry(id)))
    .map(({ id }): Moved => {
      const [from, to] = [before.points.get(id) ?? null, after.points.get(id) ?? null];
      return { kind: 'field', measureId: id, from, to };
    });
  const lines = cutLines
    .filter((line) => names.has(line))
    .map((line): Moved => {
      const [from, to] = [before, after].map(({ positions }) => measuresAbove(sequence(positions, measures), line));
      return { kind: 'line', line, from: from ?? null, to: to ?? null };
    });
  return [...ordered, ...[...points, ...lines].filter((what) => !endsWhereItBegan(what))];
}

type Order = readonly MeasureId[];

function placesIn(changed: Order, before: Order, after: Order): Moved[] {
  const placeIn = (order: Order, id: MeasureId) => order.indexOf(id) + 1;
  const moved = changed.filter((id) => placeIn(before, id) !== placeIn(after, id));
  const alone = moved.findLast((id) => isEqual(without(before, id), without(after, id)));
  return (alone === undefined ? moved : [alone]).map((measureId) => ({
    ...{ kind: 'order', measureId },
    from: placeIn(before, measureId),
    to: placeIn(after, measureId),
  }));
}

const without = (order: Order, id: MeasureId): MeasureId[] => order.filter((each) => each !== id);
const isEqual = (a: Order, b: Order): boolean => a.length === b.length && a.every((id, place) => id === b[place]);
const isSamePoint = (a: FieldPoint | null, b: FieldPoint | null): boolean =>
  a?.effect === b?.effect && a?.effort === b?.effort;

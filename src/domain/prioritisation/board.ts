import * as v from 'valibot';
import { MeasureId } from '#domain/ids.ts';
import { between, evenly, Position, tagOf } from './position.ts';
import type { Way } from './recommendation.ts';

/**
 * The shared document of a round's priority board: one map. `order:<measure>` holds the measure's position in the list,
 * `field:<measure>` its point in the field, `[effect, effort]`, `line:<way>` the position of a cut line among the
 * measures. Each stands for itself, so that two people who move different things never undo each other, and the same
 * thing moved twice ends at one of the two places for all. What is taken away is `null`, so that it has an author as well.
 * Who moved what is not in it: the server knows who wrote each entry.
 */
export const boardRoot = 'board';

/** How far a point of the field may be moved at once; both axes run from 1 (little) to 5 (much). */
export const fieldStep = 0.25;
const Degree = v.pipe(v.number(), v.minValue(1), v.maxValue(5), v.multipleOf(fieldStep));
const Degrees = v.strictTuple([Degree, Degree]);

/** Everything that an entry of the board may hold. */
export const BoardValue = v.union([Position, Degrees, v.null()]);

/** What an entry of the board may be called. */
export const boardEntryName =
  /^((order|field):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|line:(decision|report|budget))$/;

/** The cut lines, by the names of their entries. The store of measures needs none: it is what stands below the last. */
export const cutLines = ['line:decision', 'line:report', 'line:budget'] as const satisfies readonly `line:${Way}`[];
/** A cut line: what stands between it and the line above it is to go its way. */
export const CutLine = v.picklist(cutLines);
export type CutLine = (typeof cutLines)[number];

/** What has a position in the list. */
export type BoardItem = MeasureId | CutLine;
/** Whether it is a cut line and no measure. */
export const isLine = (item: BoardItem): item is CutLine => v.is(CutLine, item);
/** Whether it is a measure and no cut line. */
export const isMeasure = (item: BoardItem): item is MeasureId => !isLine(item);

/** Under which name the board keeps a measure's position, and its point in the field. */
export const orderEntry = (id: MeasureId): string => `order:${id}`;
export const fieldEntry = (id: MeasureId): string => `field:${id}`;
/** Under which name it keeps the position of either. */
export const positionEntry = (item: BoardItem): string => (isLine(item) ? item : orderEntry(item));

/** Where a measure stands in the field: its effect (Wirkung) and effort (Aufwand), 1–5 in steps of `fieldStep`. */
export type FieldPoint = { readonly effect: number; readonly effort: number };

/** The nearest point that the field knows. */
export const inField = ({ effect, effort }: FieldPoint): FieldPoint => ({
  effect: toDegree(effect),
  effort: toDegree(effort),
});

const toDegree = (value: number): number => Math.round(Math.min(5, Math.max(1, value)) / fieldStep) * fieldStep;

/** A measure as the order needs it: its key decides where it stands until somebody moves it. */
export type Orderable = { readonly id: MeasureId; readonly key: string };
export type Positions = ReadonlyMap<BoardItem, Position>;

/** What a board says. Entries that are none, or that somebody has filled with anything else, are as if not there. */
export type BoardState = { readonly positions: Positions; readonly points: ReadonlyMap<MeasureId, FieldPoint> };

/** Reads the entries of a board's map. */
export function readBoard(entries: Iterable<readonly [string, unknown]>): BoardState {
  const positions = new Map<BoardItem, Position>();
  const points = new Map<MeasureId, FieldPoint>();
  for (const [name, value] of entries) {
    const position = v.safeParse(Position, value);
    const line = v.safeParse(CutLine, name);
    if (line.success && position.success) positions.set(line.output, position.output);
    const [what = '', measure] = name.split(':');
    const id = v.safeParse(MeasureId, measure);
    if (!id.success) continue;
    if (what === 'order' && position.success) positions.set(id.output, position.output);
    const point = v.safeParse(Degrees, value);
    if (what === 'field' && point.success) points.set(id.output, { effect: point.output[0], effort: point.output[1] });
  }
  return { positions, points };
}

/** The measures from first to last: by their positions; those that nobody has given one follow by key. */
export const ranking = (positions: Positions, measures: readonly Orderable[]): MeasureId[] =>
  sequence(positions, measures).filter(isMeasure);

/** The measures as in `ranking`, with the lines that are drawn between them. */
export const sequence = (positions: Positions, measures: readonly Orderable[]): BoardItem[] =>
  placed(positions, measures).map(({ id }) => id);

/** How many measures stand above something in a sequence; null where it is not in it. */
export function measuresAbove(order: readonly BoardItem[], item: BoardItem): number | null {
  const at = order.indexOf(item);
  return at === -1 ? null : order.slice(0, at).filter(isMeasure).length;
}

/** The positions that put measures in the order of their keys. */
export const firstPositions = (measures: readonly Orderable[]): [MeasureId, Position][] =>
  inThisOrder(ranking(new Map(), measures));

/** Positions that put things in this order, with much room between them. */
export function inThisOrder<Item extends BoardItem>(items: readonly Item[]): [Item, Position][] {
  const positions = evenly(items.length);
  return items.map((item, place) => [item, positions[place] ?? 'KV']);
}

/**
 * What to write so that a measure stands at `place` (from 1), or a line below so many measures (from 0): its own new
 * position, last; nothing where it stands there already. Only what is moved crosses a line: on its way up it is put right
 * above the measure at that place, on its way down right below it. A line that is new goes below the others in its gap.
 * Only where there is no room, after hundreds of moves into one gap, all the others get new positions before it.
 */
export function moveTo(
  positions: Positions,
  measures: readonly Orderable[],
  item: BoardItem,
  place: number,
): [BoardItem, Position][] {
  const others = placed(positions, measures).filter(({ id }) => id !== item);
  const at = gapFor(sequence(positions, measures), item, place);
  if (at === null) return [];
  const lower = others[at - 1]?.position ?? null;
  const upper = others[at]?.position ?? endAfter(lower, measures);
  const position = between(lower, upper, tagOf(item));
  if (position !== null && position.length <= longest) return [[item, position]];
  const written = inThisOrder(others.map(({ id }) => id).toSpliced(at, 0, item));
  return [...written.filter(([each]) => each !== item), ...written.filter(([each]) => each === item)];
}

/** Before which of the others it goes, counted from 0; null where it stays. */
function gapFor(order: readonly BoardItem[], item: BoardItem, place: number): number | null {
  const others = order.filter((each) => each !== item);
  const spots = others.flatMap((each, index) => (isMeasure(each) ? [index] : []));
  const above = Math.min(Math.max(Math.trunc(place) - (isLine(item) ? 0 : 1), 0), spots.length);
  const now = measuresAbove(order, item);
  if (now === above) return null;
  if (now === null || above < now) return spots[above] ?? others.length;
  return (spots[above - 1] ?? -1) + 1;
}

/** Beyond so many letters the positions are spread anew; a position may have a third more. */
const longest = 96;

type Placed = { readonly id: BoardItem; readonly position: Position };

function placed(positions: Positions, measures: readonly Orderable[]): Placed[] {
  const lines = cutLines.flatMap((id) => {
    const position = positions.get(id);
    return position === undefined ? [] : [{ id, position }];
  });
  return [...measures.map(({ id, key }) => ({ id, position: positions.get(id) ?? unmoved(key) })), ...lines].toSorted(
    (a, b) => compare(a.position, b.position) || compare(a.id, b.id),
  );
}

/** Not by locale: every screen has to come to the same order. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Where a measure stands that has no position: behind all that were given one at the beginning, in the order of keys. */
function unmoved(key: string): Position {
  const letters = [...key.slice(0, 12)].map((letter) => `1${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `V${letters.join('')}01`;
}

/** What a measure at the end has to stay before, so that one that is added to the round later comes after it. */
function endAfter(lower: Position | null, measures: readonly Orderable[]): Position | null {
  if (lower === null || lower < 'V') return 'V';
  const ends = measures.map(({ key }) => `${unmoved(key).slice(0, -1)}2`);
  return ends.filter((end) => end > lower).toSorted(compare)[0] ?? null;
}

import * as v from 'valibot';
import { MeasureId } from '#domain/ids.ts';
import { between, evenly, Position, tagOf } from './position.ts';

/**
 * The shared document of a round's priority board: one map. `order:<measure>` holds the measure's position in the list,
 * `field:<measure>` its point in the field, `[effect, effort]`. Each stands for itself, so that two people who move
 * different measures never undo each other, and the same measure moved twice ends at one of the two places for all.
 * Who moved what is not in it: the server knows who wrote each entry.
 */
export const boardRoot = 'board';

/** How far a point of the field may be moved at once; both axes run from 1 (little) to 5 (much). */
export const fieldStep = 0.25;
const Degree = v.pipe(v.number(), v.minValue(1), v.maxValue(5), v.multipleOf(fieldStep));
const Degrees = v.strictTuple([Degree, Degree]);

/** Everything that an entry of the board may hold. */
export const BoardValue = v.union([Position, Degrees]);

/** What an entry of the board may be called. */
export const boardEntryName = /^(order|field):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Under which name the board keeps a measure's position, and its point in the field. */
export const orderEntry = (id: MeasureId): string => `order:${id}`;
export const fieldEntry = (id: MeasureId): string => `field:${id}`;

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
export type Positions = ReadonlyMap<MeasureId, Position>;

/** What a board says. Entries that are none, or that somebody has filled with anything else, are as if not there. */
export type BoardState = { readonly positions: Positions; readonly points: ReadonlyMap<MeasureId, FieldPoint> };

/** Reads the entries of a board's map. */
export function readBoard(entries: Iterable<readonly [string, unknown]>): BoardState {
  const positions = new Map<MeasureId, Position>();
  const points = new Map<MeasureId, FieldPoint>();
  for (const [name, value] of entries) {
    const [what = '', measure] = name.split(':');
    const id = v.safeParse(MeasureId, measure);
    if (!id.success) continue;
    const position = v.safeParse(Position, value);
    if (what === 'order' && position.success) positions.set(id.output, position.output);
    const point = v.safeParse(Degrees, value);
    if (what === 'field' && point.success) points.set(id.output, { effect: point.output[0], effort: point.output[1] });
  }
  return { positions, points };
}

/** The measures from first to last: by their positions; those that nobody has given one follow by key. */
export function ranking(positions: Positions, measures: readonly Orderable[]): MeasureId[] {
  return placed(positions, measures).map(({ id }) => id);
}

/** The positions that put measures in the order of their keys. */
export function firstPositions(measures: readonly Orderable[]): [MeasureId, Position][] {
  const positions = evenly(measures.length);
  return ranking(new Map(), measures).map((id, place) => [id, positions[place] ?? 'KV']);
}

/**
 * What to write so that a measure stands at `place` (from 1): the measure's own new position, last. Only where there is
 * no room, after hundreds of moves into one gap, the others get new positions before it.
 */
export function moveTo(
  positions: Positions,
  measures: readonly Orderable[],
  id: MeasureId,
  place: number,
): [MeasureId, Position][] {
  const others = placed(positions, measures).filter((each) => each.id !== id);
  const at = Math.min(Math.max(Math.trunc(place), 1), others.length + 1) - 1;
  const lower = others[at - 1]?.position ?? null;
  const upper = others[at]?.position ?? endAfter(lower, measures);
  const position = between(lower, upper, tagOf(id));
  if (position !== null && position.length <= longest) return [[id, position]];
  const fresh = evenly(others.length + 1);
  const order = others.toSpliced(at, 0, { id, position: '' });
  const written = order.map((each, index): [MeasureId, Position] => [each.id, fresh[index] ?? 'KV']);
  return [...written.filter(([each]) => each !== id), ...written.filter(([each]) => each === id)];
}

/** Beyond so many letters the positions are spread anew; a position may have a third more. */
const longest = 96;

type Placed = { readonly id: MeasureId; readonly position: Position };

function placed(positions: Positions, measures: readonly Orderable[]): Placed[] {
  return measures
    .map(({ id, key }) => ({ id, position: positions.get(id) ?? unmoved(key) }))
    .toSorted((a, b) => compare(a.position, b.position) || compare(a.id, b.id));
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

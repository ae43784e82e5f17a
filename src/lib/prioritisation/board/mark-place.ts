import type { Spot } from './field-spread.ts';

/** How high a mark is, how far it stays from the middle of its point, and how much of a point must stay free; in px. */
const height = 22;
const away = 20;
const radius = 12;
/** What one row further away weighs, in px² that are covered. */
const further = 60;

/** The word in the corner of the field, which stays readable as well. */
const corner: Box = { x: 10, y: 6, width: 90, height: 20 };

/** A mark to be put: at the middle of which point, and how wide it is; in px. */
export type MarkToPlace = { readonly at: Spot; readonly width: number };

/**
 * The upper corners of marks, each near its point inside of the square of `size`, where it covers as little as can be of
 * the points and of the marks before it, least of all its own point: a name must not hide what others look at.
 */
export function placeMarks(marks: readonly MarkToPlace[], points: readonly Spot[], size: number): Spot[] {
  const boxOf = ({ x, y }: Spot): Box => ({ x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius });
  const taken = [corner, ...points.map(boxOf)];
  return marks.map(({ at, width }) => {
    const ways = around(at, width).map(({ x, y, row }) => {
      const box = { x: within(x, size - width), y: within(y, size - height), width, height };
      const covered = [...taken, boxOf(at), boxOf(at)].reduce((sum, each) => sum + overlap(each, box), 0);
      return { box, cost: covered + row * further };
    });
    const { box } = ways.reduce((a, b) => (b.cost < a.cost ? b : a));
    taken.push(box);
    return { x: box.x, y: box.y };
  });
}

/** Beside the point, then above and below it, row by row. */
function around({ x, y }: Spot, width: number): (Spot & { readonly row: number })[] {
  const beside = y - height / 2;
  const across = [x - away, x + away - width, x - width / 2];
  const rows = [0, 1, 2, 3, 4].flatMap((row) =>
    [y + away + row * height, y - away - (row + 1) * height].flatMap((top) =>
      across.map((left) => ({ x: left, y: top, row })),
    ),
  );
  return [{ x: x + away, y: beside, row: 0 }, { x: x - away - width, y: beside, row: 0 }, ...rows];
}

type Box = Spot & { readonly width: number; readonly height: number };

/** How much of two boxes is the same, in px². */
function overlap(a: Box, b: Box): number {
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(wide, 0) * Math.max(high, 0);
}

const within = (value: number, most: number): number => Math.min(Math.max(value, 0), Math.max(most, 0));

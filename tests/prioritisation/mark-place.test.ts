import { expect, test } from 'vitest';
import { placeMarks } from '../../src/lib/prioritisation/board/mark-place.ts';

const mark = (x: number, y: number, width = 120) => ({ at: { x, y }, width });

test('a name goes beside its point, inside of the field', () => {
  const corners = [
    [20, 20],
    [280, 20],
    [20, 280],
    [280, 280],
  ] as const;
  for (const [x, y] of corners) {
    const [spot] = placeMarks([mark(x, y)], [{ x, y }], 300);
    expect(spot!.x >= 0 && spot!.x + 120 <= 300 && spot!.y >= 0 && spot!.y + 22 <= 300, `${x} ${y}`).toBe(true);
    const isBeside = Math.abs(spot!.y + 11 - y) > 25 || spot!.x >= x + 15 || spot!.x + 120 <= x - 15;
    expect(isBeside, `${x} ${y}`).toBe(true);
  }
});

test('a name covers no other point where there is room for it, and no other name', () => {
  const points = [
    { x: 100, y: 100 },
    { x: 150, y: 100 },
    { x: 100, y: 140 },
  ];
  const [left] = placeMarks([mark(100, 100, 70)], points, 300);
  expect(left).toEqual({ x: 10, y: 89 });
  const [one, other] = placeMarks([mark(100, 100), mark(104, 104)], [points[0]!], 300);
  expect(Math.abs(one!.y - other!.y) >= 22 || Math.abs(one!.x - other!.x) >= 120).toBe(true);
});

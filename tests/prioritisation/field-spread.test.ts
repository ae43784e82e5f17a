import { describe, expect, test } from 'vitest';
import { type Spot, spread } from '#lib/prioritisation/board/field-spread.ts';

const nearest = (spots: readonly Spot[]): number =>
  Math.min(
    ...spots.flatMap((one, place) =>
      spots.slice(place + 1).map((other) => Math.hypot(one.x - other.x, one.y - other.y)),
    ),
  );

describe('points of the field', () => {
  test('stay where they are while they are far enough from each other', () => {
    const spots = [
      { x: 0, y: 0 },
      { x: 40, y: 0 },
      { x: 100, y: 100 },
    ];
    expect(spread(spots, 38, 260)).toEqual(spots);
  });

  test.each([
    ['in the middle', { x: 130, y: 130 }],
    ['in a corner', { x: 260, y: 0 }],
  ])('part where ten lie on top of each other %s, and stay inside', (_where, spot) => {
    const parted = spread(Array<Spot>(10).fill(spot), 38, 260);
    expect(nearest(parted)).toBeGreaterThan(37);
    expect(parted.every(({ x, y }) => x >= 0 && y >= 0 && x <= 260 && y <= 260)).toBe(true);
    expect(spread(Array<Spot>(10).fill(spot), 38, 260)).toEqual(parted);
  });
});

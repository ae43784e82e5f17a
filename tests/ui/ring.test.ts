import { expect, test } from 'vitest';
import { placeSeats } from '../../src/lib/ui/ring-geometry.ts';

test.each([1, 2, 3, 9, 24, 60])('%i seats stand inside the ring and do not touch', (count) => {
  const { seats, radius } = placeSeats(count, 88, false);
  expect(seats).toHaveLength(count);
  for (const [place, seat] of seats.entries()) {
    expect(Math.min(seat.x, seat.y) - radius).toBeGreaterThanOrEqual(-0.05);
    expect(Math.max(seat.x, seat.y) + radius).toBeLessThanOrEqual(88.05);
    const next = seats[(place + 1) % count];
    if (count === 1 || next === undefined) continue;
    expect(Math.hypot(seat.x - next.x, seat.y - next.y)).toBeGreaterThan(2 * radius);
  }
});

test('the first seat is at twelve o’clock, the second to its right', () => {
  const { seats } = placeSeats(9, 88, false);
  expect(seats[0]?.x).toBe(44);
  expect(seats[1]?.x).toBeGreaterThan(44);
});

import { describe, expect, test } from 'vitest';
import type { AgendaItem } from '#domain/session/session.ts';
import { ServerClock } from '../../src/lib/live/server-clock.ts';
import { deviation, markPassed, remainingMs, roughTime } from '../../src/lib/session/rough-time.ts';

const minute = 60_000;
const begun = Date.parse('2027-01-14T13:00:00Z');
const item = {
  id: 'a',
  position: 1,
  title: 'Live-Priorisierung',
  minutes: 10,
  analysis: null,
  startedAt: '2027-01-14T13:00:00Z',
} as unknown as AgendaItem;

describe('rough time', () => {
  test('counts from when the moderator came to the item', () => {
    expect(remainingMs(item, begun + 4 * minute)).toBe(6 * minute);
  });

  test('is unknown before the item has begun', () => {
    expect(remainingMs({ ...item, startedAt: null }, begun)).toBeNull();
  });

  test.each([
    [6.4 * minute, { kind: 'left', minutes: 6 }],
    [5.5 * minute, { kind: 'left', minutes: 6 }],
    [minute, { kind: 'left', minutes: 1 }],
    [0.9 * minute, { kind: 'ending' }],
    [-0.9 * minute, { kind: 'ending' }],
    [-2.2 * minute, { kind: 'over', minutes: 2 }],
  ])('of %d ms is said as %o', (ms, said) => {
    expect(roughTime(ms)).toEqual(said);
  });
});

describe('the marks of the time', () => {
  test.each([
    [5.1, 4.9, 'half'],
    [2.1, 2, 'two-minutes'],
    [0.1, 0, 'end'],
    [8, 7, null],
    [-1, -2, null],
  ])('falling from %d to %d minutes passes %s', (before, after, mark) => {
    expect(markPassed(item, before * minute, after * minute)).toBe(mark);
  });

  test('after a long sleep only the last mark is told', () => {
    expect(markPassed(item, 9 * minute, -minute)).toBe('end');
  });

  test('a short item has neither half nor two minutes', () => {
    expect(markPassed({ ...item, minutes: 2 }, 2.1 * minute, 0.9 * minute)).toBeNull();
  });
});

test('a finished item knows how far it was off the plan', () => {
  expect(deviation(item, begun + 14 * minute)).toBe(4);
  expect(deviation(item, begun + 9 * minute)).toBe(-1);
});

test("the server's clock goes on by itself, whatever the device's clock says", () => {
  let monotonic = 1000;
  const clock = new ServerClock('2027-01-14T13:00:00Z', () => monotonic);
  monotonic += 5000;
  expect(clock.now()).toBe(begun + 5000);
  clock.set('2027-01-14T13:01:00Z');
  expect(clock.now()).toBe(begun + minute);
});

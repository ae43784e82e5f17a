import { expect, test } from 'vitest';
import { toHundred } from '#domain/prioritisation/weights.ts';

test.each([
  [
    [20, 25, 10, 15, 10, 10, 10],
    [20, 25, 10, 15, 10, 10, 10],
  ],
  [
    [1, 1, 1],
    [34, 33, 33],
  ],
  [
    [0, 0],
    [50, 50],
  ],
  [
    [30, 60, 0],
    [33, 67, 0],
  ],
  [
    [100, 100],
    [50, 50],
  ],
  [[7], [100]],
])('%j becomes %j', (weights, made) => {
  expect(toHundred(weights)).toEqual(made);
});

test('whatever the weights are, they make 100, and a larger one never ends up below a smaller one', () => {
  for (let seed = 1; seed < 400; seed += 1) {
    const weights = Array.from({ length: 1 + (seed % 12) }, (_, place) => (seed * (place + 3) * 37) % 101);
    const made = toHundred(weights);
    expect(made.reduce((sum, each) => sum + each, 0)).toBe(100);
    for (const [one, weight] of weights.entries())
      for (const [other, smaller] of weights.entries())
        if (weight > smaller) expect(made[one]).toBeGreaterThanOrEqual(made[other]!);
  }
});

import { describe, expect, test } from 'vitest';
import { scaleEnd, showFigure } from '../../src/lib/analysis/figure-scale.ts';

const figure = { name: 'Menschen ab 80', value: 8.9, cityValue: 6.1, unit: '%', note: '' };

test.each([
  [[8.9, 6.1], 12],
  [[41, 37.5], 60],
  [[100], 150],
  [[0], 1],
  [[], 1],
  [[0.04], 0.05],
])('A bar for %j ends at %d', (values, end) => {
  expect(scaleEnd(values)).toBeCloseTo(end);
});

describe('A figure', () => {
  test('stands beside the city on one bar', () => {
    const shown = showFigure(figure, 'de');
    expect(shown).toMatchObject({ value: '8,9', city: '6,1 %' });
    expect(shown.share).toBeCloseTo(0.742, 2);
    expect(shown.cityShare).toBeCloseTo(0.508, 2);
  });

  test('has as many decimals as its neighbour, in the language of the reader', () => {
    expect(showFigure({ ...figure, value: 41, cityValue: 37.5 }, 'en').value).toBe('41.0');
    expect(showFigure({ ...figure, value: 1, cityValue: null, unit: 'Treffpunkt' }, 'de').value).toBe('1');
  });

  test('without a value shows the city alone', () => {
    expect(showFigure({ ...figure, value: null }, 'de')).toMatchObject({
      value: undefined,
      share: undefined,
      city: '6,1 %',
    });
  });

  test('without the city has no bar: there is nothing to compare', () => {
    expect(showFigure({ ...figure, cityValue: null }, 'de')).toMatchObject({
      value: '8,9',
      share: undefined,
      city: undefined,
    });
  });
});

import { describe, expect, test } from 'vitest';
import { headline } from '#domain/prioritisation/headline.ts';
import type { Line } from '#domain/prioritisation/result.ts';

/** The claim when the options got these points. */
function claimOf(...points: number[]) {
  const lines = points.map((value, option): Line => ({
    option,
    value,
    rank: 1 + points.filter((other) => other > value).length,
  }));
  return headline(lines.toSorted((a, b) => a.rank - b.rank));
}

describe('the headline of a result', () => {
  test('names the leader, what it has and who comes next with what', () => {
    expect(claimOf(7, 4, 1, 0)).toEqual({ kind: 'leader', option: 0, value: 7, nextValue: 4, next: [1] });
  });

  test('names all who share the second place', () => {
    expect(claimOf(7, 4, 0, 4)).toMatchObject({ kind: 'leader', next: [1, 3] });
  });

  test('names those who share the lead', () => {
    expect(claimOf(2, 5, 5, 0)).toEqual({ kind: 'tie', options: [1, 2], value: 5 });
  });

  test('has nobody next where there is one option', () => {
    expect(claimOf(3)).toEqual({ kind: 'leader', option: 0, value: 3, nextValue: 0, next: [] });
  });

  test('says when nobody got a point, and when there is no order', () => {
    expect(claimOf(0, 0, 0, 0)).toEqual({ kind: 'nobody' });
    expect(claimOf()).toEqual({ kind: 'nobody' });
  });
});

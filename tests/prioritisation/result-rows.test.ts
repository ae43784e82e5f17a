import { describe, expect, test } from 'vitest';
import { countBallot } from '#domain/prioritisation/count.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import { resultRows } from '../../src/lib/prioritisation/result-rows.ts';

const rule = { method: 'points', budget: 10, maxPerOption: 10 } as const;

/** What people see of a ballot in which the measures got these points, each from one paper of its own. */
function rowsOf(...points: number[]) {
  const papers = points.map((given, option) => ({
    marks: points.map((_, place) => (place === option ? given : null)),
    voter: 'X',
    group: null,
  }));
  const counting = { rule, options: points.length, isSecret: false, isNamed: false, entitled: 5 };
  const options = points.map((_, place) => ({ measureId: null, key: `M0${place + 1}`, title: '', summary: '' }));
  const ballot = { options, mine: null } as unknown as BallotView;
  return resultRows(ballot, countBallot(counting, papers));
}

describe('the shown result', () => {
  test('has shared ranks, and bars as long as the share of the best', () => {
    const rows = rowsOf(4, 8, 4, 0);
    expect(rows.map(({ rank }) => rank)).toEqual([1, 2, 2, 4]);
    expect(rows.map(({ share }) => share)).toEqual([100, 50, 50, 0]);
    expect(rows.map(({ tied }) => tied)).toEqual([false, true, true, false]);
  });

  test('puts nobody first when nobody got a point', () => {
    expect(rowsOf(0, 0, 0)).toMatchObject([{ rank: null }, { rank: null }, { rank: null }]);
  });
});

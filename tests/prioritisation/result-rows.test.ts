import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { BallotId, MeasureId } from '#domain/ids.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import { rankTotals } from '#domain/prioritisation/points.ts';
import { resultRows } from '../../src/lib/prioritisation/result-rows.ts';

/** What people see of a ballot in which the measures got these points. */
function rowsOf(...points: number[]) {
  const totals = points.map((given) => ({ measureId: v.parse(MeasureId, randomUUID()), points: given, givers: 1 }));
  const ballot: BallotView = {
    id: v.parse(BallotId, randomUUID()),
    itemId: null,
    title: 'Welche Maßnahmen sollen zuerst kommen?',
    budget: 10,
    maxPerMeasure: 4,
    options: totals.map(({ measureId }, place) => ({ measureId, key: `M0${place + 1}`, title: '', summary: '' })),
    openedAt: '2027-01-14T13:00:00Z',
    closedAt: '2027-01-14T13:20:00Z',
    voted: 3,
    mine: null,
    result: null,
  };
  return resultRows(ballot, rankTotals(totals, 3));
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

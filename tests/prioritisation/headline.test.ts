import { describe, expect, test } from 'vitest';
import type { MeasureId } from '#domain/ids.ts';
import type { BallotOption } from '#domain/prioritisation/ballot.ts';
import { headline } from '#domain/prioritisation/headline.ts';
import { countPoints } from '#domain/prioritisation/points.ts';

const titles = ['Lotsenstelle', 'Randzeitenbetreuung', 'Oldenburg-Pass', 'Sprachbrücke'];
const options = titles.map((title, index) => ({
  measureId: `m${index}`,
  key: `M0${index + 1}`,
  title,
  summary: '',
})) as unknown as BallotOption[];

/** The claim when the measures got these points. */
function claimOf(...points: number[]) {
  const votes = points.map((given, index) => ({ measureId: options[index]!.measureId, points: given, givers: 1 }));
  return headline(
    countPoints(
      options.map(({ measureId }): MeasureId => measureId),
      votes,
      3,
    ),
    options,
  );
}

describe('the headline of a result', () => {
  test('names the leader, the lead and who comes next', () => {
    expect(claimOf(7, 4, 1, 0)).toEqual({
      kind: 'leader',
      title: 'Lotsenstelle',
      points: 7,
      lead: 3,
      next: ['Randzeitenbetreuung'],
    });
  });

  test('names all who share the second place', () => {
    expect(claimOf(7, 4, 0, 4)).toMatchObject({ kind: 'leader', next: ['Randzeitenbetreuung', 'Sprachbrücke'] });
  });

  test('names those who share the lead', () => {
    expect(claimOf(2, 5, 5, 0)).toEqual({ kind: 'tie', titles: ['Randzeitenbetreuung', 'Oldenburg-Pass'], points: 5 });
  });

  test('says when nobody got a point', () => {
    expect(claimOf(0, 0, 0, 0)).toEqual({ kind: 'nobody' });
  });
});

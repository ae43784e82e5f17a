import { describe, expect, test } from 'vitest';
import { countBallot, type Hands } from '#domain/prioritisation/count.ts';
import type { Marks, Paper } from '#domain/prioritisation/marks.ts';
import { linesOf, pointsLines, resolved } from '#domain/prioritisation/result.ts';
import type { BallotRule } from '#domain/prioritisation/rule.ts';

const points: BallotRule = { method: 'points', budget: 10, maxPerOption: 5 };
const resolution = { method: 'resolution', majority: 'simple', quorum: 0 } as const;
const paper = (marks: Marks, group: string | null = null, voter = 'X'): Paper => ({ marks, group, voter });
const papersOf = (many: number, marks: Marks, group: string | null = null) =>
  Array.from({ length: many }, () => paper(marks, group));

function countOf(
  rule: BallotRule,
  options: number,
  papers: readonly Paper[],
  { secret = false, named = false, hands = null as Hands | null } = {},
) {
  const counting = { rule, options, isSecret: secret, isNamed: named, entitled: 20 };
  return countBallot(counting, papers, hands);
}

describe('a count', () => {
  test('puts the best first, shares ranks between equals and then leaves one out', () => {
    const count = countOf(points, 4, [paper([0, 3, 5, 1]), paper([null, null, 5, 1]), paper([null, null, null, 1])]);
    expect(pointsLines(count)).toEqual([
      { option: 2, points: 10, givers: 2, rank: 1 },
      { option: 1, points: 3, givers: 1, rank: 2 },
      { option: 3, points: 3, givers: 3, rank: 2 },
      { option: 0, points: 0, givers: 0, rank: 4 },
    ]);
  });

  test('takes papers without points as handed in', () => {
    expect(countOf(points, 2, [paper([null, null]), paper([0, 0])])).toMatchObject({
      voted: 2,
      tally: [
        [2, 0, 0, 0, 0, 0],
        [2, 0, 0, 0, 0, 0],
      ],
    });
  });

  test('adds hands to the points, and knows no givers among them', () => {
    const hands = { hands: 3, counts: [7, 0] };
    const count = countOf(points, 2, [paper([2, 4])], { hands });
    // Counted otherwise, hands would be left out: nothing is claimed of it.
    expect(count).toMatchObject({ voted: 4, hands: 3, raised: [7, 0], others: [] });
    expect(pointsLines(count)).toEqual([
      { option: 0, points: 9, givers: 1, rank: 1 },
      { option: 1, points: 4, givers: 1, rank: 2 },
    ]);
  });

  test('adds raised hands to the answers', () => {
    const count = countOf(resolution, 1, [paper([1]), paper([0])], { hands: { hands: 4, counts: [1, 2, 1] } });
    expect(resolved(resolution, count)).toEqual({ yes: 3, no: 2, abstain: 1, outcome: 'carried' });
  });

  test('of a ranking knows how many want the one more than the other; what is left out comes last', () => {
    const count = countOf({ method: 'ranking' }, 3, [paper([1, 2, null]), paper([1, 1, 2]), paper([null, 1, null])]);
    expect(count.pairs).toEqual([
      [0, 1, 2],
      [1, 0, 3],
      [0, 0, 0],
    ]);
    expect(linesOf({ method: 'ranking' }, count).map(({ option }) => option)).toEqual([0, 1, 2]);
  });
});

describe('a secret count', () => {
  test('says nothing with fewer than five papers, and no single paper with more', () => {
    expect(countOf(points, 2, papersOf(4, [5, 5]), { secret: true })).toEqual({
      ...{ voted: 4, entitled: 20, hands: 0, raised: null, withheld: 'few' },
      ...{ tally: [], pairs: null, scores: null, named: null, groups: [], others: [] },
    });
    const told = countOf(points, 2, papersOf(5, [5, 4], 'Beirat'), { secret: true });
    expect(told).toMatchObject({ withheld: null, scores: null, named: null, groups: [] });
    expect(told.tally[0]).toEqual([0, 0, 0, 0, 0, 5]);
  });
});

describe('groups', () => {
  const shown = (...sizes: number[]) =>
    countOf(
      points,
      1,
      sizes.flatMap((size, group) => papersOf(size, [1], `G${group}`)),
    ).groups.map(({ name, voters }) => `${name} ${voters}`);

  test('are shown from five voters on', () => {
    expect(shown(5, 6)).toEqual(['G1 6', 'G0 5']);
    expect(shown(4, 3)).toEqual([]);
  });

  test('are hidden with the small rest that one could find out by subtracting', () => {
    expect(shown(7, 6, 2)).toEqual(['G0 7']);
    expect(shown(7, 2)).toEqual([]);
    expect(shown(7, 4, 3)).toEqual(['G0 7']);
  });

  test('that are everybody say nothing of their own', () => {
    expect(shown(9)).toEqual([]);
  });
});

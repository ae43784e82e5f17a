import { describe, expect, test } from 'vitest';
import { outcomeOf, type ResolutionRule } from '#domain/prioritisation/resolution.ts';
import { weighResistance } from '#domain/prioritisation/resistance.ts';
import { countSchulze, type RankedPaper, rankPairs } from '#domain/prioritisation/schulze.ts';
import { randomFrom } from '../support/random.ts';

describe('systemic consensing', () => {
  /** How many gave resistance 0, 1, … 10, from what each of them gave. */
  const given = (...resistances: number[]) =>
    Array.from({ length: 11 }, (_, resistance) => resistances.filter((each) => each === resistance).length);

  test('puts first what meets the least resistance, however many love another', () => {
    // Two of three want the pool above all; the third cannot live with it.
    const lines = weighResistance(
      new Map([
        ['pool', given(0, 0, 10)],
        ['park', given(2, 3, 1)],
        ['nothing', given(8, 9, 4)],
      ]),
    );
    expect(lines).toEqual([
      { id: 'park', sum: 6, mean: 2, strongly: 0, rank: 1 },
      { id: 'pool', sum: 10, mean: 10 / 3, strongly: 1, rank: 2 },
      { id: 'nothing', sum: 21, mean: 7, strongly: 2, rank: 3 },
    ]);
  });

  test('shows ties as ties, and nothing against anything where nobody voted', () => {
    const tied = new Map([
      ['a', given(1)],
      ['b', given(1)],
      ['c', given(0)],
    ]);
    expect(weighResistance(tied).map(({ id, rank }) => [id, rank])).toEqual([
      ['c', 1],
      ['a', 2],
      ['b', 2],
    ]);
    const nobody = weighResistance(
      new Map([
        ['a', given()],
        ['b', given()],
      ]),
    );
    expect(nobody.map(({ rank, mean }) => [rank, mean])).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });
});

const times = (count: number, order: string): RankedPaper<string>[] =>
  Array.from({ length: count }, () => order.split('').map((id) => [id]));
const ranks = (lines: readonly { id: string; rank: number }[]) => lines.map(({ id, rank }) => `${rank}${id}`).join(' ');

describe('the method of Schulze', () => {
  test('shows a circle of equals as a tie, and no paper as nobody before anybody', () => {
    const circle = [...times(1, 'ABC'), ...times(1, 'BCA'), ...times(1, 'CAB')];
    expect(ranks(countSchulze([...'ABC'], circle))).toBe('1A 1B 1C');
    expect(ranks(countSchulze([...'AB'], []))).toBe('1A 1B');
  });

  test('puts what is left out behind, and takes groups of equals as they are', () => {
    expect(ranks(countSchulze([...'ABCD'], [[['B'], ['A', 'C']]]))).toBe('1B 2A 2C 4D');
  });

  test('is that of its definition, path by path, also where papers leave options out or want them alike', () => {
    // "Schulze method" (see literature.test.ts): each step of a path is a duel that is won, its strength the votes that win it.
    const options = [0, 1, 2, 3];
    const strongest = (duels: readonly (readonly number[])[], from: number, to: number, left = options): number => {
      const others = left.filter((each) => each !== from);
      const steps = others.map((next) => {
        const votes = duels[from]![next]!;
        if (votes <= duels[next]![from]!) return 0;
        return next === to ? votes : Math.min(votes, strongest(duels, next, to, others));
      });
      return Math.max(0, ...steps);
    };
    const random = randomFrom(17);
    for (let round = 0; round < 300; round += 1) {
      const papers = Array.from({ length: 5 }, () => options.map(() => (random.chance(0.2) ? 9 : random.below(4))));
      const duels = options.map((a) => options.map((b) => papers.filter((paper) => paper[a]! < paper[b]!).length));
      for (const { id, rank, beats } of rankPairs(options, duels)) {
        const better = (a: number, b: number) => strongest(duels, a, b) > strongest(duels, b, a);
        expect(beats).toEqual(options.filter((other) => better(id, other)));
        expect(rank).toBe(1 + options.filter((other) => better(other, id)).length);
      }
    }
  });

  test('puts first whom every duel would', () => {
    const random = randomFrom(11);
    const options = [...'ABCD'];
    const shuffled = () =>
      options
        .map((id) => [random.next(), id] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, id]) => [id]);
    for (let round = 0; round < 200; round += 1) {
      const papers = Array.from({ length: 7 }, shuffled);
      const wins = (a: string, b: string) =>
        papers.filter((paper) => paper.findIndex(([id]) => id === a) < paper.findIndex(([id]) => id === b)).length > 3;
      const condorcet = options.find((a) => options.every((b) => a === b || wins(a, b)));
      if (condorcet !== undefined)
        expect(countSchulze(options, papers).flatMap(({ id, rank }) => (rank === 1 ? [id] : []))).toEqual([condorcet]);
    }
  });
});

describe('a resolution', () => {
  const decide = (majority: ResolutionRule['majority'], [yes, no, abstain]: readonly number[], quorum = 0) =>
    outcomeOf({ majority, quorum }, { entitled: 20, yes: yes ?? 0, no: no ?? 0, abstain: abstain ?? 0 });

  test.each([
    ['simple', [6, 5, 9], 'carried'],
    ['simple', [5, 5, 10], 'rejected'],
    ['absolute', [10, 0, 0], 'rejected'],
    ['absolute', [11, 9, 0], 'carried'],
    ['two-thirds', [8, 4, 8], 'carried'],
    ['two-thirds', [7, 4, 9], 'rejected'],
    ['consensus', [3, 0, 17], 'carried'],
    ['consensus', [19, 1, 0], 'rejected'],
    ['simple', [0, 0, 20], 'open'],
  ] as const)('with a majority that is %s and %j of 20 is %s', (majority, said, outcome) => {
    expect(decide(majority, said)).toBe(outcome);
  });

  test('decides nothing where too few take part; who abstains takes part', () => {
    expect(decide('simple', [9, 0, 0], 50)).toBe('no-quorum');
    expect(decide('simple', [9, 0, 1], 50)).toBe('carried');
  });
});

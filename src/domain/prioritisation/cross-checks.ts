import { cellOf, type Marks } from './marks.ts';
import { type BallotRule, criteriaOf, type Method } from './rule.ts';
import { countSchulze } from './schulze.ts';
import { weigh } from './criteria.ts';

/**
 * Other ways to count the same papers. `pairwise`: every option against every other one, by Schulze. `mean`: means instead
 * of medians. `approval`: how many gave it anything. `first`: how many put it first. `without-one`: each voter left out once.
 */
export type Way = 'pairwise' | 'mean' | 'approval' | 'first' | 'without-one';

/** Who wins that way: places of options, several where they tie; of `without-one` everybody who wins once. */
export type CrossCheck = { readonly way: Way; readonly winners: readonly number[] };

const waysOf: Record<Method, readonly Way[]> = {
  points: ['pairwise', 'approval', 'without-one'],
  weighted: ['mean', 'pairwise', 'without-one'],
  resistance: ['pairwise', 'without-one'],
  ranking: ['first', 'without-one'],
  resolution: [],
};

/** Counts the papers in every other way that they allow. */
export function crossChecks(rule: BallotRule, options: number, papers: readonly Marks[]): CrossCheck[] {
  if (papers.length === 0) return [];
  const preferences = papers.map((marks) => preferenceOf(rule, options, marks));
  return waysOf[rule.method].map((way) => ({ way, winners: winnersBy(way, rule, options, papers, preferences) }));
}

function winnersBy(
  way: Way,
  rule: BallotRule,
  options: number,
  papers: readonly Marks[],
  preferences: readonly (readonly number[])[],
): number[] {
  switch (way) {
    case 'pairwise':
      return pairwiseWinners(options, preferences);
    case 'mean':
      return best(meanScores(rule, options, papers));
    case 'approval':
      return best(count(options, (option) => papers.filter((marks) => (marks[option] ?? 0) > 0).length));
    case 'first':
      return best(count(options, (option) => preferences.filter((wanted) => isFirst(wanted, option)).length));
    case 'without-one':
      return winnersWithoutOne(rule, options, papers);
  }
}

/**
 * What an option is worth to one voter, by option, larger is better: points, the weighted mean of the ratings (null where one
 * is missing), 0 less the resistance or the rank. Null where the paper says nothing.
 */
export function personalScores(rule: BallotRule, options: number, marks: Marks): (number | null)[] {
  return count(options, (option) => {
    if (rule.method === 'weighted') return weightedMark(rule, option, marks);
    const mark = marks[option] ?? null;
    if (rule.method === 'points') return mark ?? 0;
    if (mark === null || rule.method === 'resolution') return mark;
    return rule.method === 'resistance' || rule.method === 'ranking' ? -mark : mark;
  });
}

function weightedMark(rule: BallotRule, option: number, marks: Marks): number | null {
  let score = 0;
  for (const [place, { weight }] of criteriaOf(rule).entries()) {
    const mark = marks[cellOf(rule, option, place)] ?? null;
    if (mark === null && weight > 0) return null;
    score += (mark ?? 0) * weight;
  }
  return score / 100;
}

/** How much each option is wanted by one voter, comparable on this paper alone; what is left out is wanted least. */
const preferenceOf = (rule: BallotRule, options: number, marks: Marks): number[] =>
  personalScores(rule, options, marks).map((score) => score ?? -Infinity);

function pairwiseWinners(options: number, preferences: readonly (readonly number[])[]): number[] {
  const places = count(options, (option) => option);
  const papers = preferences.map((wanted) => {
    const levels = [...new Set(wanted)].toSorted((a, b) => b - a);
    return levels.map((level) => places.filter((place) => wanted[place] === level));
  });
  return countSchulze(places, papers).flatMap(({ id, rank }) => (rank === 1 ? [id] : []));
}

const isFirst = (wanted: readonly number[], option: number): boolean =>
  wanted[option] === Math.max(...wanted) && wanted[option] !== -Infinity;

function meanScores(rule: BallotRule, options: number, papers: readonly Marks[]): number[] {
  const { lines } = weighedOf(rule, options, papers);
  return count(options, (option) => lines.find(({ id }) => id === option)?.meanScore ?? -Infinity);
}

function weighedOf(rule: BallotRule, options: number, papers: readonly Marks[]) {
  const criteria = criteriaOf(rule);
  const ratings = new Map(
    count(options, (option) => {
      const given = criteria.map(({ key }, place): [string, number[]] => [
        key,
        papers.flatMap((marks) => marks[cellOf(rule, option, place)] ?? []),
      ]);
      return [option, Object.fromEntries(given)] as const;
    }),
  );
  return weigh([...criteria], ratings);
}

/** Too many papers make it dear, and say nothing any more. */
const mostLeftOut = 60;

function winnersWithoutOne(rule: BallotRule, options: number, papers: readonly Marks[]): number[] {
  if (papers.length < 3 || papers.length > mostLeftOut) return [];
  const winners = new Set<number>();
  for (const left of papers.keys())
    for (const winner of winnersOf(rule, options, papers.toSpliced(left, 1))) winners.add(winner);
  return [...winners].toSorted((a, b) => a - b);
}

function winnersOf(rule: BallotRule, options: number, papers: readonly Marks[]): number[] {
  if (rule.method === 'weighted')
    return weighedOf(rule, options, papers).lines.flatMap(({ id, rank }) => (rank === 1 ? [id] : []));
  const preferences = papers.map((marks) => preferenceOf(rule, options, marks));
  if (rule.method === 'ranking') return pairwiseWinners(options, preferences);
  return best(count(options, (option) => preferences.reduce((sum, wanted) => sum + (wanted[option] ?? 0), 0)));
}

const count = <Value>(many: number, make: (place: number) => Value): Value[] =>
  Array.from({ length: many }, (_, place) => make(place));

/** Where the largest of the values stands. */
function best(values: readonly number[]): number[] {
  const most = Math.max(...values);
  return values.flatMap((value, place) => (value === most ? [place] : []));
}

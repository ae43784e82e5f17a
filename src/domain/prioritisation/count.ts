import { cellOf, cellsOf, type Marks, type Paper } from './marks.ts';
import { type BallotRule, criteriaOf, marksPerOption, rangeOf } from './rule.ts';
import { crossChecks, type CrossCheck, personalScores } from './cross-checks.ts';
import { type GroupCount, groupsToShow } from './group-counts.ts';

/** With fewer papers than this a result lets conclude how single people voted. In papers. */
export const enoughPapers = 5;

/** Hands that were raised in the room: how many people took part, and what they gave. See `CountHands`. */
export type Hands = { readonly hands: number; readonly counts: readonly number[] };

/**
 * What was counted at the close, and all that is kept for it: how often each mark was given, not who gave it. Everything
 * that is shown of a result is derived from here.
 */
export type BallotCount = {
  /** Papers and hands. */
  readonly voted: number;
  /** Votes on the roll, and people who could raise hands; null where that was not written down, before there were rolls. */
  readonly entitled: number | null;
  readonly hands: number;
  /** What those hands gave, as it was counted in the room (see `CountHands`); it is in the tally too. Null without hands. */
  readonly raised: readonly number[] | null;
  /**
   * Why nothing is told, everything below is empty then: a secret ballot has fewer than five papers (`few`), or the key of
   * its envelopes is lost (`lost`).
   */
  readonly withheld: 'few' | 'lost' | null;
  /** For each place on the paper how often the smallest mark was given, the next one, … the largest. */
  readonly tally: readonly (readonly number[])[];
  /** Of a ranking: how many papers want the option of the row more than the one of the column. */
  readonly pairs: readonly (readonly number[])[] | null;
  /**
   * Of a weighed ballot with up to sixty papers the score of each option on each paper, sorted, so that no paper can be put
   * together again; null of a secret one.
   */
  readonly scores: readonly (readonly number[])[] | null;
  /** Who gave what; only of a ballot by name, and on its own page: see `briefCount`. */
  readonly named: readonly { readonly voter: string; readonly marks: Marks }[] | null;
  /** The same by group, on the page of the result, where five or more voted and nobody can subtract the rest. */
  readonly groups: readonly GroupCount[];
  /** Who wins when the same papers are counted otherwise. */
  readonly others: readonly CrossCheck[];
};

type Counting = {
  readonly rule: BallotRule;
  readonly options: number;
  readonly isSecret: boolean;
  readonly isNamed: boolean;
  readonly entitled: number;
};

/** More dots than this nobody tells apart, and everybody would carry them. */
const mostDots = 60;
const showsDots = ({ method }: BallotRule, papers: readonly Paper[]): boolean =>
  method === 'weighted' && papers.length <= mostDots;

/** Counts papers and hands. The order of the papers changes nothing. */
export function countBallot(counting: Counting, papers: readonly Paper[], hands: Hands | null = null): BallotCount {
  const { rule, options, isSecret, isNamed, entitled } = counting;
  const raised = hands?.hands ?? 0;
  const voted = papers.length + raised;
  const base = { voted, entitled, hands: raised, raised: hands?.counts ?? null };
  if (isSecret && voted < enoughPapers) return { ...base, withheld: 'few', ...nothingTold };
  const marks = papers.map((paper) => paper.marks);
  const tally = tallyOf(rule, options, marks);
  if (hands !== null) addHands(rule, tally, hands);
  return {
    ...base,
    withheld: null,
    tally,
    pairs: rule.method === 'ranking' ? pairsOf(options, marks) : null,
    scores: isSecret || !showsDots(rule, papers) ? null : sortedScores(rule, options, marks),
    named: isNamed ? papers.map(({ voter, marks: given }) => ({ voter, marks: given })).toSorted(byVoter) : null,
    groups: isSecret
      ? []
      : groupsToShow(papers)
          .map((group) => ({ ...group, tally: tallyOf(rule, options, group.marks) }))
          .map(withoutMarks),
    // Hands are on no paper: counted otherwise they would be left out.
    others: hands === null ? crossChecks(rule, options, marks) : [],
  };
}

/** The count of a ballot whose envelopes nobody can open any more. */
export const lostCount = (voted: number, entitled: number): BallotCount => ({
  ...{ voted, entitled, hands: 0, raised: null },
  withheld: 'lost',
  ...nothingTold,
});

const nothingTold = { tally: [], pairs: null, scores: null, named: null, groups: [], others: [] } as const;

const withoutMarks = ({ name, voters, tally }: GroupCount): GroupCount => ({ name, voters, tally });

type Named = { readonly voter: string; readonly marks: Marks };
/** Two people may have one name: then their marks decide, never who came first. */
const byVoter = (a: Named, b: Named): number =>
  compare(a.voter, b.voter) || compare(JSON.stringify(a.marks), JSON.stringify(b.marks));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** How often each mark was given at each place. */
export function tallyOf(rule: BallotRule, options: number, papers: readonly Marks[]): number[][] {
  const { min, max } = rangeOf(rule, options);
  const tally = Array.from({ length: cellsOf(rule, options) }, () => Array.from({ length: max - min + 1 }, () => 0));
  for (const marks of papers)
    for (const [cell, mark] of marks.entries()) {
      const row = tally[cell];
      // A paper without a word on points gives none.
      const given = mark ?? (rule.method === 'points' ? 0 : null);
      if (row !== undefined && given !== null) row[given - min] = (row[given - min] ?? 0) + 1;
    }
  return tally;
}

/** Hands are answers to a resolution, or single points: who gave how many of them to one option is not known. */
function addHands(rule: BallotRule, tally: number[][], { counts }: Hands): void {
  const add = (cell: number, place: number, many: number): void => {
    const row = tally[cell];
    if (row !== undefined) row[place] = (row[place] ?? 0) + many;
  };
  for (const [place, many] of counts.entries())
    if (rule.method === 'resolution') add(0, place, many);
    else add(place, 1, many);
}

/** How many papers want the one more than the other: a smaller rank is wanted more, what is left out is wanted least. */
function pairsOf(options: number, papers: readonly Marks[]): number[][] {
  const pairs = Array.from({ length: options }, () => Array.from({ length: options }, () => 0));
  for (const marks of papers) {
    const wanted = marks.map((mark) => mark ?? Infinity);
    for (const [a, row] of pairs.entries())
      for (const b of row.keys()) if ((wanted[a] ?? 0) < (wanted[b] ?? 0)) row[b] = (row[b] ?? 0) + 1;
  }
  return pairs;
}

function sortedScores(rule: BallotRule, options: number, papers: readonly Marks[]): number[][] {
  const all = papers.map((marks) => personalScores(rule, options, marks));
  return Array.from({ length: options }, (_, option) =>
    all.flatMap((scores) => scores[option] ?? []).toSorted((a, b) => a - b),
  );
}

/** The marks that one option got by each criterion, as many times as they were given. */
export function ratingsOf(
  rule: BallotRule,
  { tally }: Pick<BallotCount, 'tally'>,
  option: number,
): Record<string, number[]> {
  const { min } = rangeOf(rule, 0);
  const ratings: Record<string, number[]> = {};
  for (const [place, { key }] of criteriaOf(rule).entries())
    ratings[key] = (tally[cellOf(rule, option, place)] ?? []).flatMap((many, mark) =>
      Array<number>(many).fill(mark + min),
    );
  return ratings;
}

/** How many options a tally is of. */
export const optionsIn = (rule: BallotRule, { tally }: Pick<BallotCount, 'tally'>): number =>
  tally.length / marksPerOption(rule);

import { type BallotCount, optionsIn, ratingsOf } from './count.ts';
import { type WeighedResult, weigh } from './criteria.ts';
import { type Outcome, outcomeOf } from './resolution.ts';
import { type ResistanceLine, weighResistance } from './resistance.ts';
import { answers, type BallotRule, criteriaOf, type RuleOf } from './rule.ts';
import { rankPairs } from './schulze.ts';

/**
 * One line of a counted order. `rank` starts at 1, ties share a rank and the next one is skipped (1, 2, 2, 4). `value`:
 * points; the weighed score (1–5); the sum of resistance; in a ranking how many others the option beats.
 */
export type Line = { readonly option: number; readonly rank: number; readonly value: number };

/**
 * The counted order, best first; what is equal keeps the order of the options. Empty for a resolution, a withheld result,
 * and for what nobody has rated.
 */
export function linesOf(rule: BallotRule, count: BallotCount): Line[] {
  if (count.withheld !== null || count.tally.length === 0) return [];
  switch (rule.method) {
    case 'points':
      return pointsLines(count).map(({ option, rank, points }) => ({ option, rank, value: points }));
    case 'weighted':
      return weighedResult(rule, count).lines.map(({ id, rank, score }) => ({ option: id, rank, value: score }));
    case 'resistance':
      return resistanceLines(count).map(({ id, rank, sum }) => ({ option: id, rank, value: sum }));
    case 'ranking':
      return rankPairs(places(rule, count), count.pairs ?? []).map(({ id, rank, beats }) => ({
        option: id,
        rank,
        value: beats.length,
      }));
    case 'resolution':
      return [];
  }
}

/** Who stands first; several where they tie. */
export const winnersOf = (lines: readonly Line[]): number[] =>
  lines.flatMap(({ option, rank }) => (rank === 1 ? [option] : []));

/** One line of points: `givers` is how many papers gave the option at least one point; hands are not among them. */
export type PointsLine = {
  readonly option: number;
  readonly points: number;
  readonly givers: number;
  readonly rank: number;
};

/** The order of a points ballot, best first. */
export function pointsLines({ tally, raised }: BallotCount): PointsLine[] {
  const totals = tally.map((marks, option) => ({
    option,
    points: marks.reduce((sum, many, points) => sum + many * points, 0),
    givers: marks.slice(1).reduce((sum, many) => sum + many, 0) - (raised?.[option] ?? 0),
  }));
  return totals
    .map((line) => ({ ...line, rank: 1 + totals.filter(({ points }) => points > line.points).length }))
    .toSorted((a, b) => a.rank - b.rank);
}

/** The weighed result, by place of the option: scores, medians, means and spreads. */
export function weighedResult(rule: RuleOf<'weighted'>, count: BallotCount): WeighedResult<number> {
  return weigh(
    [...criteriaOf(rule)],
    new Map(places(rule, count).map((option) => [option, ratingsOf(rule, count, option)])),
  );
}

/** The order of a ballot on resistance, the least resistance first. */
export const resistanceLines = ({ tally }: BallotCount): ResistanceLine<number>[] =>
  weighResistance(new Map(tally.map((marks, option) => [option, marks])));

/** What a resolution came to: how many said what, and what it means by its rule. */
export function resolved(
  rule: RuleOf<'resolution'>,
  { tally, entitled }: BallotCount,
): { readonly yes: number; readonly no: number; readonly abstain: number; readonly outcome: Outcome } {
  const said = (answer: keyof typeof answers): number => tally[0]?.[answers[answer]] ?? 0;
  const count = { yes: said('yes'), no: said('no'), abstain: said('abstain') };
  // Of how many is not known: then no share of them was reached.
  return { ...count, outcome: outcomeOf(rule, { entitled: entitled ?? Infinity, ...count }) };
}

const places = (rule: BallotRule, count: BallotCount): number[] =>
  Array.from({ length: optionsIn(rule, count) }, (_, place) => place);

import * as v from 'valibot';

/** What a measure is weighed by: `weight` is its share of the whole, in percent. */
export const Criterion = v.object({
  key: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/)),
  weight: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)),
});
export type Criterion = v.InferOutput<typeof Criterion>;

/** The criteria of one ballot; their weights make 100 percent. */
export const Criteria = v.pipe(
  v.array(Criterion),
  v.minLength(1),
  v.check((criteria) => sum(criteria.map(({ weight }) => weight)) === 100, 'the weights have to make 100'),
  v.check((criteria) => new Set(criteria.map(({ key }) => key)).size === criteria.length, 'a criterion stands twice'),
);
export type Criteria = v.InferOutput<typeof Criteria>;

/** Proposed where a round has not agreed on its own; a statutory duty is a mark of the measure, not a criterion. */
export const proposedCriteria: Criteria = [
  { key: 'urgency', weight: 20 },
  { key: 'participation', weight: 25 },
  { key: 'reach', weight: 10 },
  { key: 'equality', weight: 15 },
  { key: 'feasibility', weight: 10 },
  { key: 'resources', weight: 10 },
  { key: 'closeness', weight: 10 },
];

/** One person's, or one group's, judgement of one measure by one criterion: 1 (not at all) to 5 (fully). */
export const Rating = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5));
export type Rating = v.InferOutput<typeof Rating>;

/** What was given to one measure, by criterion. A criterion that nobody judged is missing or empty. */
export type Ratings = Readonly<Record<string, readonly Rating[]>>;

/** How one measure was judged by one criterion; `spread` is the largest rating less the smallest. */
export type Judgement = {
  readonly key: string;
  readonly median: number;
  readonly mean: number;
  readonly spread: number;
  readonly count: number;
};

/** One line of a result. `score` counts, `meanScore` stands beside it; both lie between 1 and 5. Ties share a rank. */
export type WeighedLine<Id> = {
  readonly id: Id;
  readonly score: number;
  readonly meanScore: number;
  readonly rank: number;
  readonly meanRank: number;
  readonly judgements: readonly Judgement[];
};

/** The result of one round: who was judged by every criterion, best first, and who was not. */
export type WeighedResult<Id> = { readonly lines: readonly WeighedLine<Id>[]; readonly unrated: readonly Id[] };

/**
 * Weighs measures by criteria. Per measure and criterion the median counts, which one voice alone cannot drag; the mean
 * stands beside it. A measure that lacks ratings by a criterion with weight has no score. Equal scores keep the order of
 * the options.
 */
export function weigh<Id>(criteria: Criteria, options: ReadonlyMap<Id, Ratings>): WeighedResult<Id> {
  const weighed: Weighed<Id>[] = [];
  const unrated: Id[] = [];
  for (const [id, ratings] of options) {
    const judgements = criteria.map(({ key }) => judge(key, ratings[key] ?? []));
    const isRated = criteria.every(({ weight }, place) => weight === 0 || (judgements[place]?.count ?? 0) > 0);
    if (!isRated) unrated.push(id);
    else
      weighed.push({
        id,
        judgements,
        score: scoreOf(criteria, judgements, 'median'),
        meanScore: scoreOf(criteria, judgements, 'mean'),
      });
  }
  const lines = weighed.map((line) => ({
    ...line,
    rank: 1 + weighed.filter(({ score }) => score > line.score).length,
    meanRank: 1 + weighed.filter(({ meanScore }) => meanScore > line.meanScore).length,
  }));
  return { lines: lines.toSorted((a, b) => a.rank - b.rank), unrated };
}

type Weighed<Id> = Omit<WeighedLine<Id>, 'rank' | 'meanRank'>;

function judge(key: string, ratings: readonly Rating[]): Judgement {
  const sorted = ratings.toSorted((a, b) => a - b);
  const at = (place: number): number => sorted[place] ?? 0;
  const { length: count } = sorted;
  return {
    key,
    median: (at(Math.floor((count - 1) / 2)) + at(Math.floor(count / 2))) / 2,
    mean: count === 0 ? 0 : sum(sorted) / count,
    spread: at(count - 1) - at(0),
    count,
  };
}

/** Medians are halves and weights whole percents, so that equal scores are equal to the last digit; means are rounded to 1e-9. */
function scoreOf(criteria: Criteria, judgements: readonly Judgement[], by: 'median' | 'mean'): number {
  const points = sum(criteria.map(({ weight }, place) => weight * (judgements[place]?.[by] ?? 0)));
  return Math.round(points * 1e7) / 1e9;
}

/** Weights that are moved from one criterion to another, in percent of the whole. */
export type Move = { readonly from: string; readonly to: string; readonly percent: number };
/** Who would catch up with the first, and the least that has to be moved for it: at exactly this much both are equal. */
export type Robustness<Id> = { readonly rival: Id; readonly percent: number; readonly moves: readonly Move[] };

/**
 * The smallest change of weights with which another measure catches up with the first: `percent` is what is moved in all
 * (half of the sum of all changes). 0 where two are first already; null where no weights at all would do, because the
 * first is at least as good by every criterion, or where nobody else is there.
 *
 * A linear programme with one constraint: weight goes from the criteria by which the first leads most to the one by which
 * it leads least, until the lead is gone. No other way moves less.
 */
export function robustness<Id>(criteria: Criteria, { lines }: WeighedResult<Id>): Robustness<Id> | null {
  const [first, ...rivals] = lines;
  if (first === undefined) return null;
  const ways = rivals.flatMap((rival) => catchUp(criteria, first, rival) ?? []);
  return ways.reduce<Robustness<Id> | null>(
    (best, way) => (best !== null && best.percent <= way.percent ? best : way),
    null,
  );
}

function catchUp<Id>(criteria: Criteria, first: Weighed<Id>, rival: Weighed<Id>): Robustness<Id> | null {
  const leads = criteria.map(({ key, weight }, place) => ({
    key,
    weight,
    lead: (first.judgements[place]?.median ?? 0) - (rival.judgements[place]?.median ?? 0),
  }));
  let left = sum(leads.map(({ weight, lead }) => weight * lead));
  const to = leads.reduce((least, each) => (each.lead < least.lead ? each : least));
  const moves: Move[] = [];
  for (const from of leads.toSorted((a, b) => b.lead - a.lead)) {
    const gain = from.lead - to.lead;
    if (left <= 0 || gain === 0) break;
    const percent = Math.min(from.weight, left / gain);
    if (percent === 0) continue;
    moves.push({ from: from.key, to: to.key, percent });
    left -= percent * gain;
  }
  // What halves and percents leave behind is far below a thousandth.
  return left > 1e-9 ? null : { rival: rival.id, percent: sum(moves.map(({ percent }) => percent)), moves };
}

/** A measure and a criterion by which people judged it far apart. */
export type Contested<Id> = { readonly id: Id; readonly key: string; readonly spread: number; readonly median: number };

/** Where people are furthest apart, the largest spread first: what to talk about before the second round. */
export const contested = <Id>({ lines }: WeighedResult<Id>, from = 3): Contested<Id>[] =>
  lines
    .flatMap(({ id, judgements }) =>
      judgements.flatMap(({ key, spread, median }) => (spread >= from ? [{ id, key, spread, median }] : [])),
    )
    .toSorted((a, b) => b.spread - a.spread);

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

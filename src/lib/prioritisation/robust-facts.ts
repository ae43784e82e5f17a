import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { BallotCount } from '#domain/prioritisation/count.ts';
import { robustness } from '#domain/prioritisation/criteria.ts';
import { type CrossCheck, type Way } from '#domain/prioritisation/cross-checks.ts';
import { linesOf, weighedResult, winnersOf } from '#domain/prioritisation/result.ts';
import type { RuleOf } from '#domain/prioritisation/rule.ts';
import { tryShifts } from '#domain/prioritisation/weight-shifts.ts';
import { m } from '#lib/paraglide/messages.js';
import { exact, joined, listed, score, shortName, titlesAt } from './result-words.ts';
import { tiesBehind } from './weighted-claim.ts';

/** A number that says how safe a result is, and what it counts. */
export type RobustFact = { readonly value: string; readonly text: string };

type Asked = Pick<BallotView, 'rule' | 'options'>;

/** The numbers under the headline: weights that hold, voters without whom it holds, who is level. */
export function robustFacts({ rule, options }: Asked, result: BallotCount): RobustFact[] {
  const lines = linesOf(rule, result);
  const winners = winnersOf(lines);
  const [winner] = winners;
  if (winner === undefined || winners.length > 1) return [];
  const key = shortName(options, winner);
  const trial = rule.method === 'weighted' ? tryShifts(rule.criteria, weighedResult(rule, result)) : null;
  const without = result.others.find(({ way }) => way === 'without-one')?.winners ?? [];
  const papers = result.voted - result.hands;
  const holds = without.length === 1 && without[0] === winner;
  const ties = rule.method === 'weighted' ? tiesBehind(lines) : [];
  return [
    ...(trial === null ? [] : [{ value: m.result_of_of({ ...trial }), text: m.result_shifts({ percent: 5, key }) }]),
    ...(holds ? [{ value: m.result_of_of({ kept: papers, all: papers }), text: m.result_without_one({ key }) }] : []),
    ...ties.map((tied) => ({
      value: score(tied[0]?.value ?? 0),
      text: m.result_level({ keys: joined(tied.map(({ option }) => shortName(options, option))) }),
    })),
  ];
}

/** The sentences after them: how far weights may move, and who wins when the same papers are counted otherwise. */
export function robustSentences({ rule, options }: Asked, result: BallotCount): string[] {
  const winners = winnersOf(linesOf(rule, result));
  if (winners.length === 0) return [];
  return [
    ...(rule.method === 'weighted' && winners.length === 1 ? [weightsText(rule, options, result)] : []),
    ...withoutOneText(options, result, winners),
    ...othersText(options, result, winners),
  ];
}

function weightsText(rule: RuleOf<'weighted'>, options: BallotView['options'], result: BallotCount): string {
  const weighed = weighedResult(rule, result);
  const first = weighed.lines[0]?.id ?? 0;
  const found = robustness([...rule.criteria], weighed);
  if (found === null) return m.result_no_weights({ key: shortName(options, first) });
  const label = (key: string): string => rule.criteria.find((criterion) => criterion.key === key)?.label ?? key;
  const key = shortName(options, found.rival);
  const [move, ...more] = found.moves;
  if (move !== undefined && more.length === 0)
    return m.result_move_one({
      ...{ count: move.percent, text: exact(move.percent), key },
      ...{ from: label(move.from), to: label(move.to) },
    });
  const moves = found.moves.map((each) =>
    m.result_move({ percent: exact(each.percent), from: label(each.from), to: label(each.to) }),
  );
  return m.result_moves_many({ percent: exact(found.percent), moves: joined(moves), key });
}

function withoutOneText(options: BallotView['options'], result: BallotCount, winners: readonly number[]): string[] {
  const without = result.others.find(({ way }) => way === 'without-one')?.winners ?? [];
  const others = without.filter((option) => !winners.includes(option));
  return others.length === 0 ? [] : [m.result_without_one_not({ titles: listed(titlesAt(options, others)) })];
}

function othersText(options: BallotView['options'], result: BallotCount, winners: readonly number[]): string[] {
  const ways = result.others.filter(({ way }) => way !== 'without-one');
  const isSame = (check: CrossCheck): boolean =>
    check.winners.length === winners.length && check.winners.every((option) => winners.includes(option));
  const same = ways.filter(isSame).map(({ way }) => wayText(way));
  const differ = ways
    .filter((check) => !isSame(check))
    .map(({ way, winners: others }) =>
      m.result_others_differ({ titles: listed(titlesAt(options, others)), way: wayText(way) }),
    );
  return [...(same.length === 0 ? [] : [m.result_others_same({ ways: joined(same) })]), ...differ];
}

function wayText(way: Way): string {
  const texts = {
    pairwise: m.result_way_pairwise,
    mean: m.result_way_mean,
    approval: m.result_way_approval,
    first: m.result_way_first,
    'without-one': () => '',
  };
  return texts[way]();
}

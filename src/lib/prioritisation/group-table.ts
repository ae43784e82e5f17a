import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { BallotCount } from '#domain/prioritisation/count.ts';
import { groupValues } from '#domain/prioritisation/group-values.ts';
import { linesOf } from '#domain/prioritisation/result.ts';
import { answers } from '#domain/prioritisation/rule.ts';
import { m } from '#lib/paraglide/messages.js';
import { keepTogether } from '#lib/ui/format.ts';
import { answerText } from './answer-rows.ts';
import { score, tenth } from './result-words.ts';

/** What all and each shown group gave, a row for each option (or answer), as words. */
export type GroupTable = {
  /** What the numbers are. */
  readonly unit: string;
  readonly rowName: string;
  readonly columns: readonly { readonly name: string; readonly note: string }[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
};

/** The table of groups, all voters in the first column. */
export function groupTable(ballot: BallotView, result: BallotCount): GroupTable {
  const all = { name: m.result_all(), voters: result.voted, tally: result.tally };
  const groups = [all, ...result.groups.map((group) => ({ ...group, name: group.name ?? m.result_groups_other() }))];
  const columns = groups.map(({ name, voters }) => ({ name, note: m.result_groups_voters({ count: voters }) }));
  if (ballot.rule.method === 'resolution') {
    const rows = (['yes', 'no', 'abstain'] as const).map((answer) => ({
      name: answerText(answer),
      cells: groups.map(({ tally }) => String(tally[0]?.[answers[answer]] ?? 0)),
    }));
    return { unit: m.result_votes_column(), rowName: m.result_answer(), columns, rows };
  }
  const values = groups.map((group) => groupValues(ballot.rule, result, group));
  const rows = orderOf(ballot, result).map((option) => ({
    name: keepTogether(ballot.options[option]?.title ?? ''),
    cells: values.map((each) => shown(ballot, each[option] ?? null)),
  }));
  return { unit: unitOf(ballot), rowName: m.prioritisation_measure(), columns, rows };
}

/** All options: the counted order first, then what has no rank. */
export function orderOf({ rule, options }: BallotView, result: BallotCount): number[] {
  const ranked = linesOf(rule, result).map(({ option }) => option);
  return [...ranked, ...options.keys().filter((option) => !ranked.includes(option))];
}

const shown = ({ rule }: BallotView, value: number | null): string =>
  value === null ? '–' : rule.method === 'weighted' ? score(value) : tenth(value);

function unitOf({ rule }: BallotView): string {
  const units = {
    points: m.result_groups_points,
    weighted: m.result_groups_score,
    resistance: m.result_groups_resistance,
    ranking: m.result_groups_rank,
    resolution: m.result_votes_column,
  };
  return units[rule.method]();
}

import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { BallotCount } from '#domain/prioritisation/count.ts';
import { linesOf, pointsLines, resistanceLines, weighedResult } from '#domain/prioritisation/result.ts';
import type { ResultPage } from '#domain/prioritisation/result-page.ts';
import { m } from '#lib/paraglide/messages.js';
import { enoughPapers } from '#domain/prioritisation/count.ts';
import { answerRows } from './answer-rows.ts';
import { orderOf } from './group-table.ts';
import { namedCells } from './named-cells.ts';
import { rankedRows, valueName } from './ranked-rows.ts';
import { exact, score, tenth } from './result-words.ts';
import { wayText } from './way-text.ts';

/** A column of the file: its name, and what stands in it for one option. */
type Column = { readonly name: string; readonly cell: (option: number) => string };

/**
 * What the page of a result shows, as a table for a spreadsheet: UTF-8 with a byte order mark, semicolons, a line for each
 * option. No cell can act as a formula.
 */
export function resultFile({ ballot, before }: ResultPage): string {
  const { result } = ballot;
  const lines =
    result === null
      ? []
      : ballot.rule.method === 'resolution'
        ? answerLines(ballot, result)
        : optionLines(ballot, result, before);
  return `\u{FEFF}${lines.map((cells) => cells.map(quoted).join(';')).join('\r\n')}\r\n`;
}

function answerLines(ballot: BallotView, result: BallotCount): string[][] {
  const counted = result.withheld === null ? answerRows(result).map(({ name, votes }) => [name, String(votes)]) : [];
  const named = (result.named ?? []).map(({ voter, marks }) => [voter, ...namedCells(ballot, marks, [])]);
  return [
    [m.result_answer(), m.result_votes_column()],
    ...counted,
    ...(named.length === 0 ? [] : [[m.result_voter(), m.result_answer()], ...named]),
  ];
}

function optionLines(ballot: BallotView, result: BallotCount, before: BallotView | null): string[][] {
  const columns = [
    ...countedColumns(ballot, result, before),
    ...concludedColumns(ballot),
    ...namedColumns(ballot, result),
  ];
  const order = result.withheld === null ? orderOf(ballot, result) : [];
  return [columns.map(({ name }) => name), ...order.map((option) => columns.map(({ cell }) => cell(option)))];
}

function countedColumns(ballot: BallotView, result: BallotCount, before: BallotView | null): Column[] {
  const rows = new Map(rankedRows(ballot, result).map((row) => [row.option, row]));
  const earlier = before?.result ? linesOf(before.rule, before.result) : null;
  return [
    { name: m.prioritisation_rank(), cell: (option) => String(rows.get(option)?.rank ?? '') },
    { name: m.result_key_column(), cell: (option) => ballot.options[option]?.key ?? '' },
    { name: m.prioritisation_measure(), cell: (option) => ballot.options[option]?.title ?? '' },
    { name: valueName(ballot.rule.method), cell: (option) => rows.get(option)?.shown ?? '' },
    ...methodColumns(ballot, result),
    ...(earlier === null || before === null
      ? []
      : [
          {
            name: m.result_before_column({ round: before.round }),
            cell: (option: number) => String(earlier.find((line) => line.option === option)?.rank ?? ''),
          },
        ]),
  ];
}

function methodColumns({ rule }: BallotView, result: BallotCount): Column[] {
  if (rule.method === 'points' && result.voted - result.hands >= enoughPapers) {
    const givers = new Map(pointsLines(result).map((line) => [line.option, line.givers]));
    return [{ name: m.prioritisation_givers_column(), cell: (option) => String(givers.get(option) ?? 0) }];
  }
  if (rule.method === 'resistance') {
    const strongly = new Map(resistanceLines(result).map((line) => [line.id, line.strongly]));
    return [{ name: m.result_strong_column(), cell: (option) => String(strongly.get(option) ?? 0) }];
  }
  if (rule.method !== 'weighted') return [];
  const lines = new Map(weighedResult(rule, result).lines.map((line) => [line.id, line]));
  const judged = (option: number, key: string) => lines.get(option)?.judgements.find((each) => each.key === key);
  return [
    { name: m.result_mean_column(), cell: (option) => score(lines.get(option)?.meanScore ?? 0) },
    { name: m.result_mean_rank_column(), cell: (option) => String(lines.get(option)?.meanRank ?? '') },
    ...rule.criteria.flatMap(({ key, label: criterion }): Column[] => [
      { name: m.result_median_of({ criterion }), cell: (option) => exact(judged(option, key)?.median ?? 0) },
      { name: m.result_spread_of({ criterion }), cell: (option) => tenth(judged(option, key)?.spread ?? 0) },
    ]),
  ];
}

function concludedColumns({ agreed, recommendations }: BallotView): Column[] {
  const given = (option: number) => recommendations.find((each) => each.option === option);
  return [
    ...(agreed === null
      ? []
      : [{ name: m.result_agreed_column(), cell: (option: number) => String(agreed.order.indexOf(option) + 1) }]),
    ...(recommendations.length === 0
      ? []
      : [
          { name: m.result_way_column(), cell: (option: number) => wayOf(given(option)?.way) },
          { name: m.result_recommend_reason(), cell: (option: number) => given(option)?.reason ?? '' },
          { name: m.result_recommend_dissent(), cell: (option: number) => given(option)?.dissent ?? '' },
        ]),
  ];
}

const wayOf = (way: Parameters<typeof wayText>[0] | undefined): string => (way === undefined ? '' : wayText(way));

const namedColumns = (ballot: BallotView, result: BallotCount): Column[] =>
  (result.named ?? []).map(({ voter, marks }) => ({
    name: voter,
    cell: (option) => namedCells(ballot, marks, [option])[0] ?? '',
  }));

/** Quoted where it has to be. What a spreadsheet would take for a formula gets an apostrophe in front. */
function quoted(cell: string): string {
  const harmless = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

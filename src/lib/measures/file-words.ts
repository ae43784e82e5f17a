import { type SheetProblem, sheetStatuses } from '#domain/measures/sheet.ts';
import { m } from '#lib/paraglide/messages.js';
import { problemText } from './measure-words.ts';

/** Why a file cannot be taken over. */
export type FileProblem =
  | ('missing' | 'too-large' | 'unreadable' | 'no-title' | 'too-many-rows' | 'empty')
  | ('nothing-chosen' | 'rows-changed');

const files: Record<FileProblem, () => string> = {
  missing: m.measures_file_missing,
  'too-large': m.measures_file_too_large,
  unreadable: m.measures_file_unreadable,
  'no-title': m.measures_file_no_title,
  'too-many-rows': m.measures_file_too_many_rows,
  empty: m.measures_file_empty,
  'nothing-chosen': m.measures_nothing_chosen,
  'rows-changed': m.measures_rows_changed,
};

/** What is wrong with a file, and what to do. */
export const fileProblemText = (problem: FileProblem): string => files[problem]();

/** What is wrong with a cell of a table, and how to mend it. */
export function cellProblemText(problem: SheetProblem): string {
  if (problem === 'not-status') return m.measures_problem_not_status({ names: sheetStatuses.join(', ') });
  if (problem === 'not-analysis') return m.measures_problem_not_analysis();
  if (problem === 'text-cut') return m.measures_problem_text_cut();
  if (problem === 'text-too-long') return m.measures_problem_text_too_long();
  return problem === 'period' ? m.measures_problem_period() : problemText(problem);
}

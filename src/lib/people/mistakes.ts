import type { RefusalCode } from '#domain/refused.ts';
import { refusalText } from '#lib/live/refusal-text.ts';

/** What did not fit in a form, and what was typed into it (never a password). */
export type Mistakes = {
  /** Names of the fields whose content does not fit. */
  readonly wrong: readonly string[];
  /** Why the server said no to a form that fitted. */
  readonly refusal: RefusalCode | null;
  readonly typed: Readonly<Record<string, string>>;
};

/** The lines of an error summary: one for each wrong field in its own words, one for a refusal (`about` is its field). */
export function errorLines(
  mistakes: Mistakes | null | undefined,
  texts: Readonly<Record<string, string>>,
  about?: string,
): { field?: string | undefined; message: string }[] {
  if (!mistakes) return [];
  const fields = mistakes.wrong.map((field) => ({ field, message: texts[field] ?? refusalText('bad-input') }));
  return mistakes.refusal === null ? fields : [...fields, { field: about, message: refusalText(mistakes.refusal) }];
}

/** The message at one field, if it has one. */
export const errorAt = (
  lines: readonly { field?: string | undefined; message: string }[],
  field: string,
): string | undefined => lines.find((line) => line.field === field)?.message;

import { type ActionFailure, fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { isRefused, type RefusalCode } from '#domain/refused.ts';
import type { Mistakes } from '#lib/people/mistakes.ts';

type Answer<Result> = { readonly done: Result } | { readonly failure: ActionFailure<Mistakes> };

/**
 * Reads a form by its schema and does what it asks for. What does not fit or is refused goes back to the page together
 * with what was typed, passwords excepted.
 */
export async function attempt<Schema extends v.GenericSchema, Result>(
  request: Request,
  schema: Schema,
  work: (input: v.InferOutput<Schema>) => Promise<Result>,
): Promise<Answer<Result>> {
  const form = await readForm(request);
  const typed = Object.fromEntries(Object.entries(form).filter(([name]) => name !== 'password'));
  const parsed = v.safeParse(schema, form);
  if (!parsed.success) return { failure: fail(400, { wrong: fieldsOf(parsed.issues), refusal: null, typed }) };
  try {
    return { done: await work(parsed.output) };
  } catch (error) {
    if (!isRefused(error)) throw error;
    return { failure: fail(statusOf(error.code), { wrong: [], refusal: error.code, typed }) };
  }
}

/** The text fields of a form; a body that cannot be read is an empty form, which fits no schema. */
async function readForm(request: Request): Promise<Record<string, string>> {
  const form = await request.formData().catch(() => new FormData());
  return Object.fromEntries([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}

const fieldsOf = (issues: readonly v.BaseIssue<unknown>[]): string[] => [
  ...new Set(issues.map((issue) => v.getDotPath(issue) ?? '')),
];

const statusOf = (code: RefusalCode): number => (code === 'too-many-tries' ? 429 : 400);

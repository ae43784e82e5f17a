import { type ActionFailure, fail, type RequestEvent } from '@sveltejs/kit';
import type { RoundCommandInput, RoundCommandName } from '#domain/contract.ts';
import type { RefusalCode } from '#domain/refused.ts';

/** The text of a form's field; empty where it is not there. */
export function fieldOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** Gives a command that a form asks for. What does not fit is refused by the command itself. */
export async function give<Name extends RoundCommandName>(
  { locals: { app, caller } }: RequestEvent,
  form: FormData,
  command: Name,
  input: { readonly [Key in keyof RoundCommandInput<Name>]: unknown },
): Promise<ActionFailure<{ refusal: RefusalCode }> | null> {
  const reply = await app.run(caller, { requestId: fieldOf(form, 'requestId'), command, input });
  return reply.ok ? null : fail(reply.code === 'not-allowed' ? 403 : 400, { refusal: reply.code });
}

/** The status that a form asks for, on the list as on a measure's own page. */
export async function advance(event: RequestEvent) {
  const form = await event.request.formData();
  const refused = await give(event, form, 'measure.advance', {
    roundId: fieldOf(form, 'roundId'),
    measureId: fieldOf(form, 'measureId'),
    to: fieldOf(form, 'to'),
    reason: fieldOf(form, 'reason'),
  });
  return refused ?? { done: true };
}

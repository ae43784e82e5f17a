import { SvelteSet } from 'svelte/reactivity';
import type { CommandInput } from '#domain/contract.ts';
import type { MeasureId, SessionId } from '#domain/ids.ts';
import { m } from '#lib/paraglide/messages.js';

/** What is wrong with a ballot's form; `field` is the id of its control. */
export type DraftError = { readonly field: string; readonly message: string };

/** A ballot that the moderator prepares. */
export class BallotDraft {
  question = $state(m.prioritisation_form_question_default());
  budget = $state('10');
  maxPerMeasure = $state('4');
  readonly #chosen: SvelteSet<MeasureId>;

  /** All measures are chosen at first. */
  constructor(measureIds: readonly MeasureId[]) {
    this.#chosen = new SvelteSet(measureIds);
  }

  get count(): number {
    return this.#chosen.size;
  }

  has(measureId: MeasureId): boolean {
    return this.#chosen.has(measureId);
  }

  choose(measureId: MeasureId, wanted: boolean): void {
    if (wanted) this.#chosen.add(measureId);
    else this.#chosen.delete(measureId);
  }

  /** Exactly these, and no others. */
  chooseOnly(measureIds: readonly MeasureId[]): void {
    this.#chosen.clear();
    for (const measureId of measureIds) this.#chosen.add(measureId);
  }

  /** In the order of the form; empty when the ballot can be opened. */
  errors(): DraftError[] {
    const budget = wholePoints(this.budget);
    const max = wholePoints(this.maxPerMeasure);
    const found: DraftError[] = [];
    if (this.question.trim() === '')
      found.push({ field: 'question', message: m.prioritisation_form_question_missing() });
    if (budget === null) found.push({ field: 'budget', message: m.prioritisation_form_budget_wrong() });
    if (max === null || (budget !== null && max > budget))
      found.push({ field: 'maxPerMeasure', message: m.prioritisation_form_max_wrong() });
    if (this.count < 2) found.push({ field: 'measures', message: m.prioritisation_form_measures_few() });
    return found;
  }

  /** The command's input. Only for a draft without errors; `order` is the order of the options. */
  input(sessionId: SessionId, order: readonly MeasureId[]): CommandInput<'ballot.open'> {
    return {
      sessionId,
      title: this.question.trim(),
      rule: { method: 'points', budget: Number(this.budget), maxPerOption: Number(this.maxPerMeasure) },
      secrecy: 'open',
      unit: 'person',
      handVoters: 0,
      measureIds: order.filter((id) => this.has(id)),
    };
  }
}

/** A whole number from 1 to 100 as typed, or null. */
function wholePoints(typed: string): number | null {
  const points = Number(typed);
  return /^\s*\d{1,3}\s*$/.test(typed) && points >= 1 && points <= 100 ? points : null;
}

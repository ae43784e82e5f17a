import type { MeasureView } from '#domain/measures/measure.ts';
import { fieldNames, type FieldName } from '#domain/measures/profile.ts';
import { type ProfileTexts, tidy, toTexts } from '#domain/measures/profile-form.ts';

/** What somebody else has saved in a field that one is changing oneself. */
export type Meanwhile = { readonly by: string | null; readonly text: string };

/** What a form has sent and got back: the typed texts, and those that it was filled with when the person saw it. */
export type SentProfile = { readonly typed: Partial<ProfileTexts>; readonly filledWith: Partial<ProfileTexts> };

/**
 * The fields of a profile while somebody changes them. What others save meanwhile appears in the fields that nobody has
 * touched here; beside a touched one it is shown, and what was typed stays.
 */
export class ProfileDraft {
  #filledWith: ProfileTexts;
  #typed: Record<FieldName, string>;
  #meanwhile = $state<Partial<Record<FieldName, Meanwhile>>>({});

  /** `sent`: what came back from a form without JavaScript. What others saved since it was filled is received at once. */
  constructor(measure: MeasureView, sent: SentProfile | null = null) {
    const filledWith = { ...toTexts(measure), ...sent?.filledWith };
    this.#filledWith = $state.raw(filledWith);
    this.#typed = $state({ ...filledWith });
    for (const name of fieldNames) {
      const text = sent?.typed[name];
      if (text !== undefined && tidy(text) !== tidy(filledWith[name])) this.type(name, tidy(text));
    }
    if (sent !== null) this.receive(measure);
  }

  /** What the fields were filled with: only what differs from it is saved. */
  get filledWith(): ProfileTexts {
    return this.#filledWith;
  }

  textOf(name: FieldName): string {
    return this.#typed[name];
  }

  type(name: FieldName, text: string): void {
    this.#typed[name] = text;
  }

  meanwhileIn(name: FieldName): Meanwhile | undefined {
    return this.#meanwhile[name];
  }

  /** Gives up one's own text for what was saved meanwhile. */
  takeTheirs(name: FieldName): void {
    this.#typed[name] = this.filledWith[name];
    delete this.#meanwhile[name];
  }

  /** The measure as the server has it now. */
  receive(measure: MeasureView): void {
    const now = toTexts(measure);
    for (const name of fieldNames) {
      if (now[name] === this.filledWith[name]) continue;
      const isTouched = this.textOf(name) !== this.filledWith[name];
      if (!isTouched) this.type(name, now[name]);
      else if (this.textOf(name) === now[name]) delete this.#meanwhile[name];
      else this.#meanwhile[name] = { by: measure.setBy[name]?.by ?? null, text: now[name] };
    }
    this.#filledWith = now;
  }

  /** Whether something was typed that is not saved. */
  get isTouched(): boolean {
    return fieldNames.some((name) => this.textOf(name) !== this.filledWith[name]);
  }
}

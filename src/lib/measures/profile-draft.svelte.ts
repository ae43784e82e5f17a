import type { MeasureView } from '#domain/measures/measure.ts';
import { fieldNames, type FieldName } from '#domain/measures/profile.ts';
import { type ProfileTexts, toTexts } from '#domain/measures/profile-form.ts';

/** What somebody else has saved in a field that one is changing oneself. */
export type Meanwhile = { readonly by: string | null; readonly text: string };

/**
 * The fields of a profile while somebody changes them. What others save meanwhile appears in the fields that nobody has
 * touched here; beside a touched one it is shown, and what was typed stays.
 */
export class ProfileDraft {
  #filledWith: ProfileTexts;
  #typed: Record<FieldName, string>;
  #meanwhile = $state<Partial<Record<FieldName, Meanwhile>>>({});

  /** `typed`: what a form without JavaScript has sent and got back. */
  constructor(measure: MeasureView, typed: Partial<ProfileTexts> = {}) {
    this.#filledWith = $state.raw(toTexts(measure));
    this.#typed = $state({ ...this.#filledWith, ...typed });
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

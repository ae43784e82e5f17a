import * as v from 'valibot';
import type { CommandInput } from '#domain/contract.ts';
import type { MeasureId, SessionId } from '#domain/ids.ts';
import type { BallotRule } from '#domain/prioritisation/rule.ts';
import { contentLanguage } from '#domain/round/round.ts';
import { m } from '#lib/paraglide/messages.js';
import { type DraftError, draftErrors, takesHands } from './draft-errors.ts';
import { DraftFields, freshFields } from './draft-fields.ts';
import type { PaperStore } from './paper.svelte.ts';

/** A ballot that the moderator prepares, one for each session. It outlives reloads until it is opened. */
export class BallotDraft {
  readonly sessionId: SessionId;
  readonly #key: string;
  #store: PaperStore | undefined;
  #fields: DraftFields;

  constructor(sessionId: SessionId) {
    this.sessionId = sessionId;
    this.#key = `ballot-draft:${sessionId}`;
    this.#fields = $state(freshFields());
  }

  /** What is typed and chosen; to be changed in place. */
  get fields(): DraftFields {
    return this.#fields;
  }

  /** Lays what was kept on this device over the draft. Answers whether there was something. */
  keepIn(store: PaperStore): boolean {
    this.#store = store;
    const kept = read(store, this.#key);
    if (kept !== null) this.#fields = kept;
    return kept !== null;
  }

  /** Keeps the draft as it is now. */
  keep(): void {
    const now = JSON.stringify(this.#fields);
    if (now === JSON.stringify(freshFields())) this.#store?.removeItem(this.#key);
    else this.#store?.setItem(this.#key, now);
  }

  /** Begins anew, e.g. because the ballot is open. */
  forget(): void {
    this.#fields = freshFields();
    this.#store?.removeItem(this.#key);
  }

  get question(): string {
    return this.#fields.question ?? proposedQuestion(this.#fields);
  }

  set question(typed: string) {
    this.#fields.question = typed === proposedQuestion(this.#fields) ? null : typed;
  }

  /** Which of these are voted on, in their order. */
  chosen(measureIds: readonly MeasureId[]): MeasureId[] {
    return measureIds.filter((id) => !this.#fields.leftOut.includes(id));
  }

  choose(measureId: MeasureId, wanted: boolean): void {
    const others = this.#fields.leftOut.filter((id) => id !== measureId);
    this.#fields.leftOut = wanted ? others : [...others, measureId];
  }

  /** In the order of the form; empty when the ballot can be opened. */
  errors(measureIds: readonly MeasureId[]): DraftError[] {
    return draftErrors(this.#fields, this.question, this.chosen(measureIds).length);
  }

  /** The command's input. Only for a draft without errors; `order` is the order of the options. */
  input(order: readonly MeasureId[]): CommandInput<'ballot.open'> {
    const { method, motion, secrecy, unit, roll, hands } = this.#fields;
    return {
      ...{ sessionId: this.sessionId, title: this.question.trim(), rule: ruleOf(this.#fields), secrecy, unit, roll },
      ...(method === 'resolution' ? { measureIds: [], motion: motion.trim() } : { measureIds: this.chosen(order) }),
      handVoters: takesHands(this.#fields) ? Number(hands) : 0,
    };
  }
}

/** The question becomes text of the round. */
const inRound = { locale: contentLanguage } as const;

const proposedQuestion = ({ method }: DraftFields): string =>
  method === 'resolution'
    ? m.prioritisation_form_question_resolution({}, inRound)
    : method === 'resistance'
      ? m.prioritisation_form_question_resistance({}, inRound)
      : m.prioritisation_form_question_default({}, inRound);

function ruleOf({ method, budget, maxPerMeasure, criteria, majority, quorum }: DraftFields): BallotRule {
  switch (method) {
    case 'points':
      return { method, budget: Number(budget), maxPerOption: Number(maxPerMeasure) };
    case 'weighted':
      return {
        method,
        criteria: criteria.map(({ key, label, weight, question, low, high }) => ({
          ...{ key, weight: Number(weight) },
          ...{ label: label.trim(), question: question.trim(), low: low.trim(), high: high.trim() },
        })),
      };
    case 'resolution':
      return { method, majority, quorum: Number(quorum) };
    default:
      return { method };
  }
}

function read(store: PaperStore, key: string): DraftFields | null {
  const text = store.getItem(key);
  if (text === null) return null;
  try {
    const parsed = v.safeParse(DraftFields, JSON.parse(text));
    if (parsed.success) return parsed.output;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  store.removeItem(key);
  return null;
}

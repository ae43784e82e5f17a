import { type Marks, spent } from '#domain/prioritisation/marks.ts';
import { type Answer, answers, type Method } from '#domain/prioritisation/rule.ts';
import { m } from '#lib/paraglide/messages.js';

/** What is said about a paper when it is handed in. */
export type HandInWords = {
  /** On the button, for a first paper with something on it. */
  readonly handIn: (marks: Marks) => string;
  /** On the button, and before it, for a paper with nothing on it; null where that cannot be handed in. */
  readonly blank: { readonly handIn: () => string; readonly means: () => string } | null;
  /** After it was counted. `null`: what stands on it is in an envelope. */
  readonly counted: (marks: Marks | null) => string;
  /** Where the counted one is another one than what lies here. */
  readonly changed: (marks: Marks | null) => string;
};

const points: HandInWords = {
  handIn: (marks) => m.prioritisation_hand_in({ count: spent(marks) }),
  blank: { handIn: m.prioritisation_hand_in_empty, means: m.prioritisation_empty_means },
  counted(marks) {
    const count = spent(marks ?? []);
    if (marks === null) return m.prioritisation_counted_sealed();
    return count === 0 ? m.prioritisation_counted_empty() : m.prioritisation_counted({ count });
  },
  changed: (marks) =>
    marks === null ? m.prioritisation_changed_sealed() : m.prioritisation_changed({ count: spent(marks) }),
};

const plain: HandInWords = {
  handIn: () => m.prioritisation_hand_in_paper(),
  blank: null,
  counted: (marks) => (marks === null ? m.prioritisation_counted_sealed() : m.prioritisation_counted_paper()),
  changed: (marks) => (marks === null ? m.prioritisation_changed_sealed() : m.prioritisation_changed_paper()),
};

const weighted: HandInWords = {
  ...plain,
  handIn(marks) {
    const count = marks.filter((mark) => mark === null).length;
    return count === 0 || count === marks.length
      ? m.prioritisation_hand_in_ratings()
      : m.prioritisation_hand_in_gaps({ count });
  },
};

const answerTexts: Record<Answer, () => string> = {
  yes: m.prioritisation_hand_in_yes,
  no: m.prioritisation_hand_in_no,
  abstain: m.prioritisation_hand_in_abstain,
};

const resolution: HandInWords = {
  ...plain,
  handIn([mark]) {
    const answer = answerOf(mark);
    return answer === undefined ? m.prioritisation_hand_in_paper() : answerTexts[answer]();
  },
};

const words: Record<Method, HandInWords> = {
  points,
  weighted,
  resistance: { ...plain, handIn: () => m.prioritisation_hand_in_resistance() },
  ranking: { ...plain, handIn: () => m.prioritisation_hand_in_ranking() },
  resolution,
};

/** The words for papers of a method. */
export const handInWords = (method: Method): HandInWords => words[method];

/** Which answer to a resolution a mark is. */
export const answerOf = (mark: number | null | undefined): Answer | undefined =>
  answerOrder.find((answer) => answers[answer] === mark);

/** The answers in the order in which they stand on a paper. */
export const answerOrder: readonly Answer[] = ['yes', 'no', 'abstain'];

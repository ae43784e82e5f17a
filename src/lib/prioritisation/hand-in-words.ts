import { type Marks, spent } from '#domain/prioritisation/marks.ts';
import type { Method } from '#domain/prioritisation/rule.ts';
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
  changed: () => m.prioritisation_changed_paper(),
};

/** The words for papers of a method. */
export const handInWords = (method: Method): HandInWords => (method === 'points' ? points : plain);

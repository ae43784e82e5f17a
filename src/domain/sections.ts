/**
 * The kinds of texts that people write together, and the sections of each in their order. Their headings are fixed: the
 * editor's schema holds them by key. A key belongs to one kind only. The kind also names the root of the document.
 */
export const sectionsOf = {
  analysis: ['baseline', 'facts', 'experience', 'strengths', 'gaps', 'interpretation', 'need'],
  measure: ['starting-point', 'description', 'risks'],
} as const;

export type TextKind = keyof typeof sectionsOf;
export type SectionKey<Kind extends TextKind = TextKind> = (typeof sectionsOf)[Kind][number];

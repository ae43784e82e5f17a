import { type SectionKey, sectionsOf } from '#domain/sections.ts';
import { m } from '#lib/paraglide/messages.js';

const titles: Record<SectionKey, () => string> = {
  baseline: m.analysis_section_baseline,
  facts: m.analysis_section_facts,
  experience: m.analysis_section_experience,
  strengths: m.analysis_section_strengths,
  gaps: m.analysis_section_gaps,
  interpretation: m.analysis_section_interpretation,
  need: m.analysis_section_need,
  'starting-point': m.analysis_section_starting_point,
  description: m.analysis_section_description,
  risks: m.analysis_section_risks,
};

const hints: Record<SectionKey, () => string> = {
  baseline: m.analysis_hint_baseline,
  facts: m.analysis_hint_facts,
  experience: m.analysis_hint_experience,
  strengths: m.analysis_hint_strengths,
  gaps: m.analysis_hint_gaps,
  interpretation: m.analysis_hint_interpretation,
  need: m.analysis_hint_need,
  'starting-point': m.analysis_hint_starting_point,
  description: m.analysis_hint_description,
  risks: m.analysis_hint_risks,
};

const kinds: readonly (readonly SectionKey[])[] = Object.values(sectionsOf);

/** Whether this names a section of any kind of text. */
export const isSectionKey = (key: unknown): key is SectionKey =>
  kinds.some((keys) => keys.some((known) => known === key));

/** The heading of a section in the person's language. A key from a newer version gets a neutral one. */
export const sectionTitle = (key: unknown): string => (isSectionKey(key) ? titles[key]() : m.analysis_section_other());

/** What belongs into a section, shown while it is empty. */
export const sectionHint = (key: unknown): string => (isSectionKey(key) ? hints[key]() : '');

/** 1 for the first section of its kind; null for a key from a newer version. */
export const sectionNumber = (key: unknown): number | null =>
  isSectionKey(key) ? Math.max(...kinds.map((keys) => keys.indexOf(key))) + 1 : null;

/** The id of a section's heading, which is also its address in the page: `#abschnitt-gaps`. */
export const sectionAnchor = (key: unknown): string => `abschnitt-${isSectionKey(key) ? key : 'weitere'}`;

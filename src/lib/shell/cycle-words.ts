import type { CycleStep } from '#domain/round/cycle.ts';
import { m } from '#lib/paraglide/messages.js';

/** The name of a step of the planning cycle. */
export const stepName = (step: CycleStep): string => names[step]();

/** How much there is of a step, in words: "10 Ideen". Empty for steps that are not counted. */
export const stepAmount = (step: CycleStep, count: number): string => amounts[step]?.({ count }) ?? '';

const names: Record<CycleStep, () => string> = {
  mandate: m.shell_cycle_mandate,
  facts: m.shell_cycle_facts,
  experience: m.shell_cycle_experience,
  analysis: m.shell_cycle_analysis,
  assessment: m.shell_cycle_assessment,
  measures: m.shell_cycle_measures,
  priority: m.shell_cycle_priority,
  recommendation: m.shell_cycle_recommendation,
  commission: m.shell_cycle_commission,
  accompany: m.shell_cycle_accompany,
  effect: m.shell_cycle_effect,
  presentation: m.shell_cycle_presentation,
};

const amounts: Partial<Record<CycleStep, (inputs: { count: number }) => string>> = {
  facts: m.shell_cycle_facts_count,
  experience: m.shell_cycle_experience_count,
  analysis: m.shell_cycle_analysis_count,
  assessment: m.shell_cycle_assessment_count,
  measures: m.shell_cycle_measures_count,
  priority: m.shell_cycle_priority_count,
};

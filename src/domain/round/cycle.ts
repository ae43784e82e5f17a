import type { RoundOverview } from './round.ts';

/** The steps of the planning cycle, in order. */
export const cycleSteps = [
  'mandate',
  'facts',
  'experience',
  'analysis',
  'assessment',
  'measures',
  'priority',
  'recommendation',
  'commission',
  'accompany',
  'effect',
  'presentation',
] as const;
export type CycleStep = (typeof cycleSteps)[number];

/** Where a round stands: what is done, what is next. `count` says how much there is, where that is worth a number. */
export type CycleState = {
  readonly step: CycleStep;
  readonly state: 'done' | 'now' | 'later';
  readonly count: number | null;
};

/** Derives the cycle from what there is: a step is done once something of it exists; the first open one is now. */
export function cycleOf({ round, analyses }: RoundOverview): CycleState[] {
  const counts: Partial<Record<CycleStep, number>> = {
    facts: analyses.reduce((sum, analysis) => sum + analysis.figures, 0),
    experience: round.counts.inputs,
    analysis: analyses.length,
    assessment: analyses.filter((analysis) => analysis.need !== null).length,
    measures: round.counts.measures,
    priority: round.counts.closedBallots,
  };
  const isDone = (step: CycleStep) => step === 'mandate' || (counts[step] ?? 0) > 0;
  const now = cycleSteps.findIndex((step) => !isDone(step));
  return cycleSteps.map((step, index) => ({
    step,
    state: index < now ? 'done' : index === now ? 'now' : 'later',
    count: counts[step] ?? null,
  }));
}

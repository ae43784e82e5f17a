import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { Method } from '#domain/prioritisation/rule.ts';
import { m } from '#lib/paraglide/messages.js';

const phases: Record<Method, () => string> = {
  points: m.prioritisation_phase,
  weighted: m.prioritisation_phase_weighted,
  resistance: m.prioritisation_phase_resistance,
  ranking: m.prioritisation_phase_ranking,
  resolution: m.prioritisation_phase_resolution,
};

/** What is done in a ballot, in two or three words: "Maßnahmen bewerten". */
export const phaseText = ({ rule }: Pick<BallotView, 'rule'>): string => phases[rule.method]();

/** Which round it is, where it is not the first: "Runde 2, nach der Aussprache". */
export const roundText = ({ round }: Pick<BallotView, 'round'>): string | null =>
  round === 1 ? null : m.prioritisation_round({ round });

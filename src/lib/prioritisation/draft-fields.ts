import * as v from 'valibot';
import { MeasureId } from '#domain/ids.ts';
import { rolls, secrecies, units } from '#domain/prioritisation/ballot.ts';
import { ResolutionRule } from '#domain/prioritisation/resolution.ts';
import type { Method } from '#domain/prioritisation/rule.ts';
import { proposal } from './proposal.ts';

/** The ways to vote, in the order in which they are offered. */
export const methods = [
  'weighted',
  'points',
  'resistance',
  'ranking',
  'resolution',
] as const satisfies readonly Method[];

/** A criterion as it is typed; see `WordedCriterion` for what it becomes. */
export const CriterionFields = v.object({
  key: v.string(),
  label: v.string(),
  weight: v.string(),
  question: v.string(),
  low: v.string(),
  high: v.string(),
});
export type CriterionFields = v.InferOutput<typeof CriterionFields>;

/** All that is typed and chosen for a ballot, for every method: changing the method loses nothing. */
export const DraftFields = v.object({
  method: v.picklist(methods),
  /** Null: the one proposed for the method. */
  question: v.nullable(v.string()),
  budget: v.string(),
  maxPerMeasure: v.string(),
  criteria: v.array(CriterionFields),
  motion: v.string(),
  majority: ResolutionRule.entries.majority,
  quorum: v.string(),
  /** Measures that are not voted on: all others are, also those that are added later. */
  leftOut: v.array(MeasureId),
  secrecy: v.picklist(secrecies),
  unit: v.picklist(units),
  roll: v.optional(v.picklist(rolls), 'present'),
  hands: v.string(),
});
export type DraftFields = v.InferOutput<typeof DraftFields>;

/** A ballot that nobody has touched. */
export const freshFields = (): DraftFields => ({
  ...{ method: 'points', question: null, budget: '10', maxPerMeasure: '4', criteria: proposal(), leftOut: [] },
  ...{ motion: '', majority: 'simple', quorum: '50', secrecy: 'open', unit: 'person', roll: 'present', hands: '0' },
});

/** A whole number as typed, from `least` to `most`, or null. */
export function wholeNumber(typed: string, least: number, most: number): number | null {
  const number = Number(typed);
  return /^\s*\d{1,4}\s*$/.test(typed) && number >= least && number <= most ? number : null;
}

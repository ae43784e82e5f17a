import type { AnalysisId, MeasureId, RoundId } from '#domain/ids.ts';

/** A row of the list of measures. Money in whole euros. */
export type MeasureSummary = {
  readonly id: MeasureId;
  readonly roundId: RoundId;
  readonly key: string;
  readonly title: string;
  readonly summary: string;
  readonly targetGroup: string;
  readonly leadUnit: string;
  readonly costEuros: number | null;
  readonly costKind: 'once' | 'yearly';
  readonly period: string;
  /** The analyses it answers to, by key, e.g. `A1`. */
  readonly analyses: readonly { readonly id: AnalysisId; readonly key: string }[];
};

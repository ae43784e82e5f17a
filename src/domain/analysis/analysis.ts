import type { AnalysisId, Day, DocumentId, RoundId } from '#domain/ids.ts';

export const needLevels = ['very-low', 'low', 'medium', 'high'] as const;
export type NeedLevel = (typeof needLevels)[number];
export const dynamics = ['worse', 'stable', 'better'] as const;
export type Dynamic = (typeof dynamics)[number];
export type Agreement = 'agreed' | 'partly-contested';

/** The need for action that the round has stated, with its reason. */
export type NeedForAction = {
  readonly level: NeedLevel;
  readonly dynamic: Dynamic;
  readonly reason: string;
  readonly agreement: Agreement;
};

/** A row of the list of analyses. */
export type AnalysisSummary = {
  readonly id: AnalysisId;
  readonly roundId: RoundId;
  readonly key: string;
  readonly title: string;
  readonly socialGroup: string;
  readonly field: string;
  readonly area: string;
  readonly asOf: Day;
  readonly need: NeedForAction | null;
  readonly figures: number;
  readonly voices: number;
};

/** A figure beside the text. `value` null: not known or suppressed, and `note` says which. */
export type Figure = {
  readonly name: string;
  readonly value: number | null;
  readonly cityValue: number | null;
  readonly unit: string;
  readonly note: string;
};

/** An approved input of a group, as it may be quoted. `from` is the group's name or null where anonymous. */
export type Voice = {
  readonly key: string;
  readonly from: string | null;
  readonly channel: string;
  readonly text: string;
};

/** One analysis with what it rests on. The text itself is the document. */
export type AnalysisView = AnalysisSummary & {
  readonly documentId: DocumentId;
  readonly evidence: readonly Figure[];
  readonly quotes: readonly Voice[];
};

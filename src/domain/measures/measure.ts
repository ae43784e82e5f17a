import type { Figure, Voice } from '#domain/analysis/analysis.ts';
import type { AnalysisId, Day, DocumentId, Instant, MeasureId, PersonId, RoundId } from '#domain/ids.ts';
import type { SectionKey } from '#domain/sections.ts';
import type { FieldName, Profile } from './profile.ts';
import type { MeasureStatus } from './status.ts';

/** An analysis that a measure answers to. `via`: the key of the merged measure that brought it, null for its own. */
export type LinkedAnalysis = {
  readonly id: AnalysisId;
  readonly key: string;
  readonly title: string;
  readonly socialGroup: string;
  readonly field: string;
  readonly area: string;
  readonly via: string | null;
};

/** An input that asked for a measure, as it may be quoted. */
export type LinkedInput = Voice & { readonly id: string; readonly area: string; readonly via: string | null };

/** What a measure may be tied to. */
export type Linkable = {
  readonly kind: 'analysis' | 'input';
  readonly id: string;
  readonly key: string;
  readonly title: string;
};

/** A figure of a linked analysis. */
export type LinkedFigure = Figure & { readonly analysis: string; readonly area: string; readonly asOf: Day };

/** A row of the list of measures: its typed fields, its status, what it rests on. Merged ones are not in the list. */
export type MeasureSummary = Profile & {
  readonly id: MeasureId;
  readonly roundId: RoundId;
  readonly key: string;
  readonly status: MeasureStatus;
  /** By key, e.g. `A1`, with those of the measures that were merged into it. */
  readonly analyses: readonly LinkedAnalysis[];
};

/** A measure by its number and title. */
export type NamedMeasure = Pick<MeasureSummary, 'id' | 'key' | 'title'>;

/** A round with measures, at a tick of its clock. */
export type MeasuresRound = { readonly id: RoundId; readonly title: string; readonly clock: number };

/** Who set what, and when. The person is null when she was deleted. */
export type Handled = { readonly by: string | null; readonly at: Instant };
export type StatusChange = Handled & {
  readonly from: MeasureStatus | null;
  readonly to: MeasureStatus;
  readonly reason: string;
};

/** The paragraphs of each section of a measure's text. */
export type MeasureText = { readonly [Key in SectionKey<'measure'>]: readonly string[] };

/** A measure that was merged into another one, with what it brought along. */
export type MergedMeasure = Handled & {
  readonly id: MeasureId;
  readonly key: string;
  readonly title: string;
  readonly summary: string;
  readonly text: MeasureText;
};

/** One measure as its page shows it. Its own text is the document. */
export type MeasureView = MeasureSummary & {
  readonly documentId: DocumentId;
  /** The round's tick at which this was true. */
  readonly clock: number;
  readonly mergedInto: { readonly id: MeasureId; readonly key: string; readonly title: string } | null;
  readonly merged: readonly MergedMeasure[];
  readonly inputs: readonly LinkedInput[];
  /** One figure of each linked analysis, the most telling one first. */
  readonly figures: readonly LinkedFigure[];
  readonly history: readonly StatusChange[];
  /** Who set a field last, where somebody did since the measure was made. */
  readonly setBy: { readonly [Name in FieldName]?: Handled & { readonly personId: PersonId | null } };
};

import * as v from 'valibot';
import { AnalysisId, MeasureId, RoundId } from '#domain/ids.ts';
import { ProfileChange, ProfileValues } from './profile.ts';
import { measureStatuses } from './status.ts';

const reason = v.pipe(v.string(), v.trim(), v.maxLength(600));
const InputId = v.pipe(v.string(), v.uuid());
const ofOne = { roundId: RoundId, measureId: MeasureId };

/** So many letters may a paragraph of a text have that is brought along, and so many paragraphs a section. */
export const longestParagraph = 4000;
export const mostParagraphs = 60;
/** To so many analyses may a measure be tied when it is made. */
export const mostAnalyses = 30;
const paragraphs = v.pipe(v.array(v.pipe(v.string(), v.maxLength(longestParagraph))), v.maxLength(mostParagraphs));

/** So many rows may one import take over. */
export const mostRows = 500;

/** A measure to be: all of its typed fields, and the paragraphs of its text where there are some already. */
export const NewMeasure = v.strictObject({
  fields: ProfileValues,
  status: v.picklist(measureStatuses),
  analysisIds: v.pipe(v.array(AnalysisId), v.maxLength(mostAnalyses)),
  text: v.partial(v.strictObject({ 'starting-point': paragraphs, description: paragraphs, risks: paragraphs })),
});
export type NewMeasure = v.InferOutput<typeof NewMeasure>;

/** Makes measures with the next free keys, each an idea unless it says otherwise; all of them, or none. */
export const AddMeasures = v.strictObject({
  roundId: RoundId,
  measures: v.pipe(v.array(NewMeasure), v.minLength(1), v.maxLength(mostRows)),
});
/** Sets these fields to these values. What has the value already is left alone, so a retry changes nothing. */
export const DescribeMeasure = v.strictObject({ ...ofOne, fields: ProfileChange });
export const AdvanceMeasure = v.strictObject({ ...ofOne, to: v.picklist(measureStatuses), reason });
/** Ties a measure to an analysis that it answers to, or to an input that asked for it; or unties it. */
export const LinkMeasure = v.strictObject({
  ...ofOne,
  to: v.variant('kind', [
    v.strictObject({ kind: v.literal('analysis'), id: AnalysisId }),
    v.strictObject({ kind: v.literal('input'), id: InputId }),
  ]),
});
/** `measureId` goes into `into`, and is opened again by `measure.split`. */
export const MergeMeasure = v.strictObject({ ...ofOne, into: MeasureId });
export const SplitMeasure = v.strictObject(ofOne);

/** What happened to measures: whoever looks at one loads it again. */
export type MeasureFact = { readonly kind: 'measures.changed'; readonly measureIds: readonly MeasureId[] };

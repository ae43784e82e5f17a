import * as v from 'valibot';

/** A UUID that names one kind of thing; the brand keeps a measure's id from being passed as a person's. */
const idOf = <Name extends string>(name: Name) => v.pipe(v.string(), v.uuid(), v.brand(name));

export const PersonId = idOf('PersonId');
export type PersonId = v.InferOutput<typeof PersonId>;
export const GroupId = idOf('GroupId');
export type GroupId = v.InferOutput<typeof GroupId>;
export const RoundId = idOf('RoundId');
export type RoundId = v.InferOutput<typeof RoundId>;
export const SessionId = idOf('SessionId');
export type SessionId = v.InferOutput<typeof SessionId>;
export const AgendaItemId = idOf('AgendaItemId');
export type AgendaItemId = v.InferOutput<typeof AgendaItemId>;
export const AnalysisId = idOf('AnalysisId');
export type AnalysisId = v.InferOutput<typeof AnalysisId>;
export const DocumentId = idOf('DocumentId');
export type DocumentId = v.InferOutput<typeof DocumentId>;
export const MeasureId = idOf('MeasureId');
export type MeasureId = v.InferOutput<typeof MeasureId>;
export const BallotId = idOf('BallotId');
export type BallotId = v.InferOutput<typeof BallotId>;
export const RequestId = idOf('RequestId');
export type RequestId = v.InferOutput<typeof RequestId>;

/** An instant as ISO 8601 in UTC, e.g. `2027-01-14T13:00:00.000Z`. */
export type Instant = string;
/** A calendar day as ISO 8601, e.g. `2026-12-15`. */
export type Day = string;

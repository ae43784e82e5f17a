import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { Agreement, Dynamic, NeedLevel } from '#domain/analysis/analysis.ts';
import type {
  AgendaItemId,
  AnalysisId,
  DocumentId,
  GroupId,
  MeasureId,
  PersonId,
  RoundId,
  SessionId,
} from '#domain/ids.ts';
import type { FieldName, Duty } from '#domain/measures/profile.ts';
import type { MeasureStatus } from '#domain/measures/status.ts';
import type { Role, Tone } from '#domain/people/caller.ts';
import type { SessionStatus } from '#domain/session/session.ts';
import type { BallotTables } from './ballot-tables.ts';

/** Set by the database when the row is written. */
type Stamped = ColumnType<Date, Date | undefined, Date>;
/** A calendar day, read and written as `YYYY-MM-DD`. */
type DayColumn = ColumnType<string, string, string>;

/** The tables as the migrations leave them. Rules that must never break are constraints there. */
export type Tables = BallotTables & {
  setting: { name: string; value: string };
  person: {
    id: PersonId;
    name: string;
    initials: string;
    tone: Tone;
    email: string | null;
    password_hash: string | null;
    created_at: Stamped;
  };
  signin: { id: Buffer; person_id: PersonId; created_at: Stamped; expires_at: Date };
  setup_link: { id: Buffer; expires_at: Date; used_at: Date | null };
  stakeholder_group: { id: GroupId; name: string; position: number };
  round: { id: RoundId; title: string; mandate: string; created_at: Stamped; clock: Generated<number> };
  membership: { round_id: RoundId; person_id: PersonId; role: Exclude<Role, 'guest'>; group_id: GroupId | null };
  document: {
    id: DocumentId;
    round_id: RoundId;
    kind: string;
    epoch: Generated<number>;
    schema_version: Generated<number>;
    /** Nobody writes it any more. */
    shut: Generated<boolean>;
    created_at: Stamped;
  };
  document_update: {
    document_id: DocumentId;
    epoch: number;
    seq: ColumnType<string, number, number>;
    /** Who wrote the last update in it; null where it was the server. */
    person_id: PersonId | null;
    /** One batch: updates, each with its length before it (varUint). */
    bytes: Buffer;
    at: Stamped;
  };
  document_snapshot: {
    document_id: DocumentId;
    epoch: number;
    /** The last number of the log that is in it. */
    seq: ColumnType<string, number, number>;
    /** Everything up to `seq` as one update, its state vector, and an update that holds its deletions alone. */
    bytes: Buffer;
    state_vector: Buffer;
    deletions: Buffer;
    /** Who wrote last, and when. */
    person_id: PersonId | null;
    at: Date;
  };
  document_client: {
    document_id: DocumentId;
    client_id: ColumnType<string, number, number>;
    person_id: PersonId | null;
  };
  board: { round_id: RoundId; document_id: DocumentId };
  board_move: {
    document_id: DocumentId;
    /** Which batch of the document's log it was in, and its number within it. */
    seq: ColumnType<string, number, never>;
    number: number;
    /** Null where a cut line was moved. */
    measure_id: MeasureId | null;
    /** JSON: a `Moved`. */
    what: unknown;
    person_id: PersonId | null;
    at: Date;
  };
  analysis: {
    id: AnalysisId;
    round_id: RoundId;
    document_id: DocumentId;
    key: string;
    title: string;
    social_group: string;
    field: string;
    area: string;
    as_of: DayColumn;
    need_level: NeedLevel | null;
    need_dynamic: Dynamic | null;
    need_reason: string | null;
    agreement: Agreement | null;
  };
  figure: {
    analysis_id: AnalysisId;
    position: number;
    name: string;
    value: number | null;
    city_value: number | null;
    unit: string;
    note: string;
  };
  input: {
    id: string;
    round_id: RoundId;
    key: string;
    from_name: string | null;
    channel: string;
    area: string;
    body: string;
    status: 'approved' | 'shortened' | 'deferred';
  };
  analysis_input: { analysis_id: AnalysisId; input_id: string };
  measure: {
    id: MeasureId;
    round_id: RoundId;
    key: string;
    title: string;
    summary: string;
    goal: string;
    target_group: string;
    lead_unit: string;
    /** Null only where a measure is older than its text. */
    document_id: DocumentId | null;
    status: Generated<MeasureStatus>;
    areas: Generated<string[]>;
    partners: Generated<string[]>;
    /** Whole euros. */
    cost_once: number | null;
    cost_yearly: number | null;
    funding: Generated<string>;
    staff: Generated<string>;
    /** A year, a month or a day. */
    period_from: string | null;
    period_until: string | null;
    /** The period in words, where it was written before there were the two above, and said more. */
    period_said: Generated<string | null>;
    duty: Duty | null;
    output: Generated<string>;
    outcome: Generated<string>;
    society: Generated<string>;
    indicator: Generated<string>;
    baseline: Generated<string>;
    target: Generated<string>;
    target_by: DayColumn | null;
    committees: Generated<string[]>;
    /** The measure that this one has gone into. */
    merged_into: MeasureId | null;
  };
  measure_input: { measure_id: MeasureId; input_id: string };
  measure_status: {
    measure_id: MeasureId;
    clock: number;
    from_status: MeasureStatus | null;
    to_status: MeasureStatus;
    reason: Generated<string>;
    person_id: PersonId | null;
    at: Stamped;
  };
  measure_field: {
    measure_id: MeasureId;
    clock: number;
    field: FieldName;
    /** JSON. */
    before: unknown;
    after: unknown;
    person_id: PersonId | null;
    at: Stamped;
  };
  measure_merge: {
    measure_id: MeasureId;
    clock: number;
    /** Null where it was separated again. */
    into_id: MeasureId | null;
    person_id: PersonId | null;
    at: Stamped;
  };
  measure_analysis: { measure_id: MeasureId; analysis_id: AnalysisId };
  session: {
    id: SessionId;
    round_id: RoundId;
    title: string;
    place: string;
    starts_at: Date;
    ends_at: Date;
    status: Generated<SessionStatus>;
    code: string | null;
    clock: Generated<number>;
    current_item_id: AgendaItemId | null;
  };
  agenda_item: {
    id: AgendaItemId;
    session_id: SessionId;
    position: number;
    title: string;
    minutes: number;
    analysis_id: AnalysisId | null;
    started_at: Date | null;
  };
  guest: { person_id: PersonId; session_id: SessionId; group_id: GroupId | null };
  attendance: { session_id: SessionId; person_id: PersonId; clock: number; at: Stamped };
  /** `content` is null where the receipt is from before that was told apart. */
  receipt: { person_id: PersonId; request_id: string; content: string | null; clock: number; at: Stamped };
  deed: {
    id: GeneratedAlways<string>;
    at: Stamped;
    person_id: PersonId | null;
    round_id: RoundId | null;
    session_id: SessionId | null;
    what: string;
    subject_id: string | null;
  };
};

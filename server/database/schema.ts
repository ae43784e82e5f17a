import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { Agreement, Dynamic, NeedLevel } from '#domain/analysis/analysis.ts';
import type {
  AgendaItemId,
  AnalysisId,
  BallotId,
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
import type { Secrecy, Unit } from '#domain/prioritisation/ballot.ts';
import type { Way } from '#domain/prioritisation/recommendation.ts';
import type { BallotRule } from '#domain/prioritisation/rule.ts';
import type { SessionStatus } from '#domain/session/session.ts';

/** Set by the database when the row is written. */
type Stamped = ColumnType<Date, Date | undefined, Date>;
/** A calendar day, read and written as `YYYY-MM-DD`. */
type DayColumn = ColumnType<string, string, string>;

/** The tables as the migrations leave them. Rules that must never break are constraints there. */
export type Tables = {
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
    measure_id: MeasureId;
    from_place: number;
    to_place: number;
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
  ballot: {
    id: BallotId;
    session_id: SessionId;
    item_id: AgendaItemId | null;
    title: string;
    rule: BallotRule;
    secrecy: Secrecy;
    unit: Unit;
    /** SHA-256 of what voters read, and of how it is counted. */
    hash: string;
    round: number;
    before: BallotId | null;
    clock: number;
    opened_by: PersonId | null;
    opened_at: Stamped;
    /** The announced end; null while none is announced. */
    closes_at: Date | null;
    closed_by: PersonId | null;
    closed_at: Date | null;
    hand_voters: number;
    /** How many papers and hands there were at the close; null until then. */
    voted: number | null;
    /** What envelopes are sealed with; their other key is outside of the database. */
    seal_key: Buffer | null;
    /** What the database itself checks of a paper: its length, its smallest and largest mark, their sum. */
    cells: number;
    lowest: number;
    highest: number;
    budget: number | null;
  };
  ballot_option: {
    ballot_id: BallotId;
    /** 1 for the first. */
    position: number;
    measure_id: MeasureId | null;
    key: string;
    title: string;
    summary: string;
  };
  /** The roll: a vote for each person, or for each group. `voter_id` is the one or the other. */
  ballot_voter: {
    ballot_id: BallotId;
    voter_id: string;
    person_id: PersonId | null;
    group_id: GroupId | null;
    name: string;
    of_group: string | null;
    has_more_time: Generated<boolean>;
    asked_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    admitted_at: Date | null;
  };
  ballot_paper: { ballot_id: BallotId; voter_id: string; paper: Buffer; at: Date };
  ballot_hands: { ballot_id: BallotId; hands: number; counts: number[]; counted_by: PersonId | null; at: Date };
  ballot_result: { ballot_id: BallotId; body: string; checksum: string };
  agreed_order: {
    id: GeneratedAlways<string>;
    ballot_id: BallotId;
    places: number[];
    reason: string;
    agreed_by: PersonId | null;
    at: Date;
  };
  recommendation: {
    id: GeneratedAlways<string>;
    ballot_id: BallotId;
    option: number;
    way: Way;
    reason: string;
    dissent: string;
    written_by: PersonId | null;
    at: Date;
  };
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

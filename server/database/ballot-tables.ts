import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { AgendaItemId, BallotId, GroupId, MeasureId, PersonId, SessionId } from '#domain/ids.ts';
import type { Roll, Secrecy, Unit } from '#domain/prioritisation/ballot.ts';
import type { Way } from '#domain/prioritisation/recommendation.ts';
import type { BallotRule } from '#domain/prioritisation/rule.ts';

/** The tables of ballots; see `Tables`. */
export type BallotTables = {
  ballot: {
    id: BallotId;
    session_id: SessionId;
    item_id: AgendaItemId | null;
    title: string;
    rule: BallotRule;
    secrecy: Secrecy;
    unit: Unit;
    roll: Roll;
    /** SHA-256 of what voters read, and of how it is counted. */
    hash: string;
    round: number;
    before: BallotId | null;
    clock: number;
    opened_by: PersonId | null;
    /** Set by the database when the row is written. */
    opened_at: ColumnType<Date, Date | undefined, Date>;
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
  /** `brief`: what of `body` everybody in the session is sent; null where it is older than that. */
  ballot_result: { ballot_id: BallotId; body: string; checksum: string; brief: Generated<string | null> };
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
};

import { type Kysely, sql } from 'kysely';

/** The priority board of a round: its document, and its history for the time when the document's log has been compacted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table document drop constraint document_kind_check`,
  `alter table document add constraint document_kind_check check (kind in ('analysis', 'measure', 'board'))`,
  // One board per round, whoever opens it first, and however many do so at once.
  `create table board (
    round_id uuid primary key references round,
    document_id uuid not null unique references document)`,
  `create table board_move (
    document_id uuid not null references board (document_id),
    seq bigint not null,
    number int not null,
    measure_id uuid not null references measure on delete cascade,
    from_place int not null check (from_place >= 1),
    to_place int not null check (to_place >= 1),
    person_id uuid references person on delete set null,
    at timestamptz not null,
    primary key (document_id, seq, number))`,
];

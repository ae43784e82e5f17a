import { type Kysely, sql } from 'kysely';

/** People, rounds, sessions, analyses with their documents, measures and points ballots. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table setting (name text primary key, value text not null)`,
  `create table person (
    id uuid primary key,
    name text not null check (length(btrim(name)) between 1 and 80),
    initials text not null check (length(initials) between 1 and 3),
    tone smallint not null check (tone between 1 and 6),
    email text unique check (email = lower(email)),
    password_hash text,
    created_at timestamptz not null default now(),
    check ((email is null) = (password_hash is null)))`,
  `create table signin (
    id bytea primary key check (length(id) = 32),
    person_id uuid not null references person on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null)`,
  `create index on signin (person_id)`,
  `create table setup_link (
    id bytea primary key check (length(id) = 32),
    expires_at timestamptz not null,
    used_at timestamptz)`,
  `create table stakeholder_group (
    id uuid primary key,
    name text not null unique,
    position int not null)`,
  `create table round (
    id uuid primary key,
    title text not null,
    mandate text not null,
    created_at timestamptz not null default now())`,
  `create table membership (
    round_id uuid not null references round,
    person_id uuid not null references person on delete cascade,
    role text not null check (role in ('coordinator', 'moderator', 'planner', 'delegate', 'observer')),
    group_id uuid references stakeholder_group,
    primary key (round_id, person_id),
    check (role <> 'delegate' or group_id is not null))`,
  `create table document (
    id uuid primary key,
    round_id uuid not null references round,
    kind text not null check (kind in ('analysis')),
    epoch int not null default 1,
    schema_version int not null default 1,
    created_at timestamptz not null default now())`,
  `create table document_update (
    document_id uuid not null references document,
    seq bigint not null,
    person_id uuid references person on delete set null,
    bytes bytea not null,
    at timestamptz not null default now(),
    primary key (document_id, seq))`,
  `create table analysis (
    id uuid primary key,
    round_id uuid not null references round,
    document_id uuid not null unique references document,
    key text not null,
    title text not null,
    social_group text not null,
    field text not null,
    area text not null,
    as_of date not null,
    need_level text check (need_level in ('very-low', 'low', 'medium', 'high')),
    need_dynamic text check (need_dynamic in ('worse', 'stable', 'better')),
    need_reason text,
    agreement text check (agreement in ('agreed', 'partly-contested')),
    unique (round_id, key),
    check (num_nulls(need_level, need_dynamic, need_reason, agreement) in (0, 4)))`,
  `create table figure (
    analysis_id uuid not null references analysis on delete cascade,
    position int not null,
    name text not null,
    value double precision,
    city_value double precision,
    unit text not null,
    note text not null,
    primary key (analysis_id, position))`,
  `create table input (
    id uuid primary key,
    round_id uuid not null references round,
    key text not null,
    from_name text,
    channel text not null,
    area text not null,
    body text not null,
    status text not null check (status in ('approved', 'shortened', 'deferred')),
    unique (round_id, key))`,
  `create table analysis_input (
    analysis_id uuid not null references analysis on delete cascade,
    input_id uuid not null references input on delete cascade,
    primary key (analysis_id, input_id))`,
  `create table measure (
    id uuid primary key,
    round_id uuid not null references round,
    key text not null,
    title text not null,
    summary text not null,
    goal text not null,
    target_group text not null,
    lead_unit text not null,
    cost_euros int check (cost_euros >= 0),
    cost_kind text not null check (cost_kind in ('once', 'yearly')),
    period text not null,
    unique (round_id, key))`,
  `create table measure_analysis (
    measure_id uuid not null references measure on delete cascade,
    analysis_id uuid not null references analysis on delete cascade,
    primary key (measure_id, analysis_id))`,
  `create table session (
    id uuid primary key,
    round_id uuid not null references round,
    title text not null,
    place text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at),
    status text not null default 'planned' check (status in ('planned', 'open', 'closed')),
    code text unique check (code ~ '^[2-9A-HJKMNP-Z]{8}$'),
    clock int not null default 0,
    current_item_id uuid,
    check ((status = 'open') = (code is not null)))`,
  `create table agenda_item (
    id uuid primary key,
    session_id uuid not null references session on delete cascade,
    position int not null,
    title text not null,
    minutes int not null check (minutes between 1 and 600),
    analysis_id uuid references analysis,
    started_at timestamptz,
    unique (session_id, position),
    unique (session_id, id))`,
  `alter table session add foreign key (id, current_item_id) references agenda_item (session_id, id)`,
  `create table guest (
    person_id uuid primary key references person on delete cascade,
    session_id uuid not null references session on delete cascade,
    group_id uuid references stakeholder_group)`,
  `create index on guest (session_id)`,
  `create table attendance (
    session_id uuid not null references session on delete cascade,
    person_id uuid not null references person on delete cascade,
    clock int not null,
    at timestamptz not null default now(),
    primary key (session_id, person_id))`,
  `create table ballot (
    id uuid primary key,
    session_id uuid not null references session on delete cascade,
    item_id uuid,
    title text not null,
    budget int not null check (budget between 1 and 100),
    max_per_measure int not null check (max_per_measure between 1 and budget),
    clock int not null,
    opened_by uuid references person on delete set null,
    opened_at timestamptz not null default now(),
    closed_by uuid references person on delete set null,
    closed_at timestamptz,
    voted int check (voted >= 0),
    check ((closed_at is null) = (voted is null)),
    foreign key (session_id, item_id) references agenda_item (session_id, id))`,
  `create unique index one_running_ballot on ballot (session_id) where closed_at is null`,
  `create table ballot_option (
    ballot_id uuid not null references ballot on delete cascade,
    measure_id uuid not null references measure,
    position int not null,
    key text not null,
    title text not null,
    summary text not null,
    primary key (ballot_id, measure_id))`,
  `create table ballot_paper (
    ballot_id uuid not null references ballot on delete cascade,
    person_id uuid not null references person on delete cascade,
    primary key (ballot_id, person_id))`,
  `create table vote (
    ballot_id uuid not null,
    person_id uuid not null,
    measure_id uuid not null,
    points int not null check (points > 0),
    primary key (ballot_id, person_id, measure_id),
    foreign key (ballot_id, person_id) references ballot_paper on delete cascade,
    foreign key (ballot_id, measure_id) references ballot_option)`,
  // What was counted at the close. It stays when a person goes, and with her the votes that it was counted from.
  `create table ballot_result (
    ballot_id uuid not null references ballot,
    measure_id uuid not null,
    points int not null check (points >= 0),
    givers int not null check (givers >= 0),
    primary key (ballot_id, measure_id),
    foreign key (ballot_id, measure_id) references ballot_option)`,
  // The last guard behind the command: whoever writes a vote, the budget holds and a closed ballot stays as it is.
  `create function vote_keeps_the_rule() returns trigger language plpgsql as $$
    declare rule ballot;
    begin
      select * into strict rule from ballot where id = new.ballot_id for share;
      if rule.closed_at is not null then raise exception 'ballot is closed' using errcode = '23514'; end if;
      if new.points > rule.max_per_measure
        or (select sum(points) from vote where ballot_id = new.ballot_id and person_id = new.person_id) > rule.budget
      then raise exception 'ballot rule is broken' using errcode = '23514'; end if;
      return null;
    end $$`,
  `create constraint trigger vote_keeps_the_rule after insert or update on vote
    deferrable initially deferred for each row execute function vote_keeps_the_rule()`,
  `create table receipt (
    person_id uuid not null references person on delete cascade,
    request_id uuid not null,
    clock int not null,
    at timestamptz not null default now(),
    primary key (person_id, request_id))`,
  `create table deed (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    person_id uuid references person on delete set null,
    round_id uuid references round,
    session_id uuid references session,
    what text not null,
    subject_id uuid)`,
  `create index on deed (round_id, id desc)`,
  `create function deeds_only_grow() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' then
        if new.person_id is null and old.person_id is not null
          and (new.id, new.at, new.round_id, new.session_id, new.what, new.subject_id)
            is not distinct from (old.id, old.at, old.round_id, old.session_id, old.what, old.subject_id)
        then return new; end if;
      end if;
      raise exception 'deeds are append-only' using errcode = '23514';
    end $$`,
  `create trigger deeds_only_grow before update or delete on deed for each row execute function deeds_only_grow()`,
  `create trigger deeds_stay before truncate on deed for each statement execute function deeds_only_grow()`,
  `create function results_stay() returns trigger language plpgsql as $$
    begin raise exception 'a result stays as it was counted' using errcode = '23514'; end $$`,
  `create trigger results_stay before update or delete on ballot_result for each row execute function results_stay()`,
  `create trigger results_are_not_emptied before truncate on ballot_result
    for each statement execute function results_stay()`,
];

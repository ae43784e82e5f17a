import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';

/**
 * Ballots by every method: a rule, a roll that is frozen at the opening, one paper for each voter, a result that says how
 * often each mark was given. Papers are bytes: one for each place, the mark and one more, 0 where nothing is said.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of before) await sql.raw(statement).execute(db);
  const { rows } = await sql<Ballot>`select b.id, b.title, b.budget, b.max_per_measure as most, b.voted,
      (select json_agg(json_build_object('key', o.key, 'title', o.title, 'summary', o.summary) order by o.position)
        from ballot_option o where o.ballot_id = b.id) as options
    from ballot b`.execute(db);
  for (const ballot of rows) await move(db, ballot);
  for (const statement of after) await sql.raw(statement).execute(db);
}

type Ballot = { id: string; title: string; budget: number; most: number; voted: number | null; options: object[] };

/** Until now all ballots were on points, one vote for each person. */
async function move(db: Kysely<unknown>, { id, title, budget, most, voted, options }: Ballot): Promise<void> {
  const rule = { method: 'points', budget, maxPerOption: most };
  const wording = JSON.stringify({ title, rule, secrecy: 'open', unit: 'person', options });
  await sql`update ballot set rule = ${JSON.stringify(rule)}::text::json, hash = ${sha256(wording)}, cells = ${options.length},
    lowest = 0, highest = ${most}, budget = ${budget} where id = ${id}`.execute(db);
  if (voted === null) return;
  const { rows } = await sql<{ points: number; givers: number }>`select r.points, r.givers from old_result r
    join ballot_option o on o.ballot_id = r.ballot_id and o.measure_id = r.measure_id
    where r.ballot_id = ${id} order by o.position`.execute(db);
  const tally = rows.map(({ points, givers }) => tallyOf(points, givers, voted, most));
  const told = { withheld: null, tally, pairs: null, scores: null, named: null, groups: [], others: [] };
  // Who might have voted was not written down: the roll has those who did, which would claim that all had.
  const body = JSON.stringify({ voted, entitled: null, hands: 0, raised: null, ...told });
  await sql`insert into ballot_result (ballot_id, body, checksum) values (${id}, ${body}, ${sha256(body)})`.execute(db);
}

/** Only sums and givers were kept: marks as even as they can have been, which make the same of both. */
function tallyOf(points: number, givers: number, voted: number, most: number): number[] {
  const tally = Array.from({ length: most + 1 }, () => 0);
  const even = givers === 0 ? 0 : Math.floor(points / givers);
  const more = points - even * givers;
  tally[0] = Math.max(0, voted - givers);
  if (givers > 0) tally[even] = (tally[even] ?? 0) + givers - more;
  if (more > 0) tally[even + 1] = (tally[even + 1] ?? 0) + more;
  return tally;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const before = [
  `alter table ballot
    add column rule json,
    add column secrecy text not null default 'open' check (secrecy in ('open', 'named', 'secret')),
    add column unit text not null default 'person' check (unit in ('person', 'group')),
    add column hash text check (hash ~ '^[0-9a-f]{64}$'),
    add column round int not null default 1 check (round >= 1),
    add column before uuid references ballot,
    add column closes_at timestamptz,
    add column hand_voters int not null default 0 check (hand_voters between 0 and 1000),
    add column seal_key bytea check (length(seal_key) = 32),
    add column cells int check (cells between 1 and 732),
    add column lowest smallint,
    add column highest smallint check (highest between lowest and 100),
    add check ((secrecy = 'secret') = (seal_key is not null)),
    add check ((before is null) = (round = 1))`,
  `alter table ballot alter column budget drop not null, alter column max_per_measure drop not null`,
  `drop trigger vote_keeps_the_rule on vote`,
  `drop function vote_keeps_the_rule()`,
  `alter table ballot_paper rename to old_paper`,
  `alter table ballot_result rename to old_result`,
  `create table ballot_voter (
    ballot_id uuid not null references ballot on delete cascade,
    voter_id uuid not null,
    person_id uuid references person on delete cascade,
    group_id uuid references stakeholder_group,
    name text not null,
    of_group text,
    has_more_time boolean not null default false,
    asked_at timestamptz check ((asked_at is null) = not has_more_time),
    admitted_at timestamptz,
    primary key (ballot_id, voter_id),
    check (num_nonnulls(person_id, group_id) = 1 and voter_id = coalesce(person_id, group_id)))`,
  `create table ballot_paper (
    ballot_id uuid not null,
    voter_id uuid not null,
    paper bytea not null,
    at timestamptz not null,
    primary key (ballot_id, voter_id),
    foreign key (ballot_id, voter_id) references ballot_voter on delete cascade)`,
  `create table ballot_hands (
    ballot_id uuid primary key references ballot on delete cascade,
    hands int not null check (hands >= 0),
    counts int[] not null,
    counted_by uuid references person on delete set null,
    at timestamptz not null)`,
  // What was counted at the close, word by word as it was summed up. It stays, also when a person goes.
  `create table ballot_result (
    ballot_id uuid primary key references ballot,
    body text not null,
    checksum text not null check (checksum = encode(sha256(convert_to(body, 'UTF8')), 'hex')))`,
  `create table agreed_order (
    id bigint generated always as identity primary key,
    ballot_id uuid not null references ballot on delete cascade,
    places int[] not null,
    reason text not null check (length(btrim(reason)) between 10 and 2000),
    agreed_by uuid references person on delete set null,
    at timestamptz not null)`,
  `create table recommendation (
    id bigint generated always as identity primary key,
    ballot_id uuid not null references ballot on delete cascade,
    option int not null check (option >= 0),
    way text not null check (way in ('decision', 'report', 'budget', 'store')),
    reason text not null check (length(btrim(reason)) between 1 and 2000),
    dissent text not null check (length(dissent) <= 2000),
    written_by uuid references person on delete set null,
    at timestamptz not null)`,
  `create index on recommendation (ballot_id, option, id desc)`,
  `create index on agreed_order (ballot_id, id desc)`,
];

const after = [
  // Who has voted; and where a ballot runs, who is there and may.
  `insert into ballot_voter (ballot_id, voter_id, person_id, name, of_group)
    select b.id, p.id, p.id, p.name, sg.name
    from ballot b join session s on s.id = b.session_id cross join person p
    left join attendance a on a.session_id = s.id and a.person_id = p.id
    left join membership m on m.round_id = s.round_id and m.person_id = p.id
    left join guest g on g.session_id = s.id and g.person_id = p.id
    left join stakeholder_group sg on sg.id = coalesce(m.group_id, g.group_id)
    where exists (select from old_paper o where o.ballot_id = b.id and o.person_id = p.id)
      or (b.closed_at is null and a.person_id is not null
        and coalesce(m.role, case when g.person_id is not null then 'guest' end)
          in ('coordinator', 'planner', 'delegate', 'guest'))`,
  `insert into ballot_paper (ballot_id, voter_id, paper, at)
    select p.ballot_id, p.person_id, coalesce((
      select string_agg(set_byte('\\x00'::bytea, 0, coalesce(v.points, 0) + 1), ''::bytea order by o.position)
      from ballot_option o
      left join vote v on v.ballot_id = o.ballot_id and v.measure_id = o.measure_id and v.person_id = p.person_id
      where o.ballot_id = p.ballot_id), ''), b.opened_at
    from old_paper p join ballot b on b.id = p.ballot_id`,
  `drop table vote`,
  `drop table old_paper`,
  `drop table old_result`,
  `alter table ballot_option drop constraint ballot_option_pkey`,
  `alter table ballot_option alter column measure_id drop not null, add primary key (ballot_id, position)`,
  `create unique index on ballot_option (ballot_id, measure_id) where measure_id is not null`,
  `alter table ballot
    drop column max_per_measure,
    alter column rule set not null,
    alter column hash set not null,
    alter column cells set not null,
    alter column lowest set not null,
    alter column highest set not null`,
  // The last guard behind the command: whoever writes a paper, the rule holds and a closed ballot stays as it is.
  `create function paper_keeps_the_rule() returns trigger language plpgsql as $$
    declare rule ballot; smallest int; largest int; spent int;
    begin
      select * into strict rule from ballot where id = new.ballot_id for share;
      if rule.closed_at is not null then raise exception 'ballot is closed' using errcode = '23514'; end if;
      if rule.secrecy = 'secret' then
        if length(new.paper) <> rule.cells + 48 then raise exception 'envelope is open' using errcode = '23514'; end if;
        return null;
      end if;
      if length(new.paper) <> rule.cells then raise exception 'paper has another form' using errcode = '23514'; end if;
      select min(mark), max(mark), sum(mark) into smallest, largest, spent from (
        select get_byte(new.paper, place) - 1 as mark from generate_series(0, rule.cells - 1) place) marks
        where mark >= 0;
      if smallest < rule.lowest or largest > rule.highest or spent > coalesce(rule.budget, spent)
      then raise exception 'ballot rule is broken' using errcode = '23514'; end if;
      return null;
    end $$`,
  `create trigger paper_keeps_the_rule after insert or update on ballot_paper
    for each row execute function paper_keeps_the_rule()`,
  `create trigger results_stay before update or delete on ballot_result for each row execute function results_stay()`,
  `create trigger results_are_not_emptied before truncate on ballot_result
    for each statement execute function results_stay()`,
  // Only the name of who wrote it down may go, with the person.
  `create function decisions_only_grow() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' then
        if to_jsonb(new) - 'agreed_by' - 'written_by' = to_jsonb(old) - 'agreed_by' - 'written_by'
          and coalesce(to_jsonb(new) ->> 'agreed_by', to_jsonb(new) ->> 'written_by') is null
        then return new; end if;
      end if;
      raise exception 'what was agreed stays' using errcode = '23514';
    end $$`,
  ...['agreed_order', 'recommendation'].flatMap((table) => [
    `create trigger decisions_stay before update or delete on ${table} for each row execute function decisions_only_grow()`,
    `create trigger decisions_are_not_emptied before truncate on ${table}
      for each statement execute function decisions_only_grow()`,
  ]),
  `create index on ballot_voter (ballot_id) where has_more_time`,
];

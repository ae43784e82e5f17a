import { type Kysely, sql } from 'kysely';

/**
 * Measure profiles: typed fields, a text written together, status with history, links to inputs, merging; the round's clock.
 * Of a period in words the years go into the typed fields; what these do not say goes into the text (`first-texts.ts`).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const yearOrDay = String.raw`'^(19|20)\d\d(-\d\d(-\d\d)?)?$'`;
/** Nothing, a year, or from one year to another: nothing is lost of it. */
const yearsAlone = String.raw`'^\s*((19|20)\d\d(\s*(-|–|bis)\s*(19|20)\d\d)?)?\s*$'`;
const statuses = `('idea', 'draft', 'agreed', 'recommended', 'commissioned', 'under-way', 'ended', 'deferred')`;

const statements = [
  `alter table round add clock int not null default 0`,
  `alter table document drop constraint document_kind_check,
    add constraint document_kind_check check (kind in ('analysis', 'measure'))`,
  `alter table measure
    add document_id uuid unique references document,
    add status text not null default 'idea' check (status in ${statuses}),
    add areas text[] not null default '{}',
    add partners text[] not null default '{}',
    add cost_once int check (cost_once >= 0),
    add cost_yearly int check (cost_yearly >= 0),
    add funding text not null default '',
    add staff text not null default '',
    add period_from text check (period_from ~ ${yearOrDay}),
    add period_said text,
    add period_until text check (period_until ~ ${yearOrDay}),
    add duty text check (duty in ('mandatory', 'partly', 'voluntary')),
    add output text not null default '',
    add outcome text not null default '',
    add society text not null default '',
    add indicator text not null default '',
    add baseline text not null default '',
    add target text not null default '',
    add target_by date,
    add committees text[] not null default '{}',
    add merged_into uuid references measure check (merged_into <> id)`,
  `update measure set
    cost_once = case cost_kind when 'once' then cost_euros end,
    cost_yearly = case cost_kind when 'yearly' then cost_euros end,
    period_from = substring(period from '(?:19|20)[0-9]{2}'),
    period_until = substring(period from '(?:19|20)[0-9]{2}.*((?:19|20)[0-9]{2})'),
    period_said = case when period !~ ${yearsAlone} then period end`,
  `alter table measure drop cost_euros, drop cost_kind, drop period`,
  `create table measure_input (
    measure_id uuid not null references measure on delete cascade,
    input_id uuid not null references input on delete cascade,
    primary key (measure_id, input_id))`,
  `create table measure_status (
    measure_id uuid not null references measure on delete cascade,
    clock int not null,
    from_status text check (from_status in ${statuses}),
    to_status text not null check (to_status in ${statuses}),
    reason text not null default '',
    person_id uuid references person on delete set null,
    at timestamptz not null default now(),
    primary key (measure_id, clock))`,
  // Each setting of a field, with what it was and became.
  `create table measure_field (
    measure_id uuid not null references measure on delete cascade,
    clock int not null,
    field text not null,
    before jsonb not null,
    after jsonb not null,
    person_id uuid references person on delete set null,
    at timestamptz not null default now(),
    primary key (measure_id, field, clock))`,
  // Merging and separating again, so that it stays visible who did it.
  `create table measure_merge (
    measure_id uuid not null references measure on delete cascade,
    clock int not null,
    into_id uuid references measure,
    person_id uuid references person on delete set null,
    at timestamptz not null default now(),
    primary key (measure_id, clock))`,
  `create index on measure (merged_into) where merged_into is not null`,
];

import { type Kysely, sql } from 'kysely';

/** The history of a board tells of the field and of cut lines as well: what was moved is one value, read by its kind. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table board_move
    alter column measure_id drop not null,
    add column what jsonb`,
  `update board_move set what = jsonb_build_object(
    'kind', 'order', 'measureId', measure_id, 'from', from_place, 'to', to_place)`,
  `alter table board_move
    alter column what set not null,
    drop column from_place,
    drop column to_place,
    add constraint board_move_what_check check (case what ->> 'kind'
      when 'line' then measure_id is null
      when 'order' then measure_id is not null
      when 'field' then measure_id is not null
      else false end)`,
];

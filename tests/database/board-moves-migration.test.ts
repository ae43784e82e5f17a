import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { change } from '../../server/database/database.ts';
import { boardsIn } from '../../server/prioritisation/boards.ts';
import { up as boardMoves } from '../../server/database/migrations/006_board_moves.ts';
import { openSampleRound } from '../support/sample-round.ts';

test('moves from before are there afterwards, and a move says exactly one thing', async () => {
  const { db, round } = await openSampleRound();
  const { documentId } = await boardsIn(db).open(round.people.coordination, null);
  const { personId } = round.people.jugendhilfeplanung;
  const [measure] = round.measures;
  await change(db, async (changes) => {
    await sql`alter table board_move drop column what, alter column measure_id set not null,
      add column from_place int not null check (from_place >= 1), add column to_place int not null check (to_place >= 1)`.execute(
      changes,
    );
    await sql`insert into board_move (document_id, seq, number, measure_id, from_place, to_place, person_id, at)
      values (${documentId}, 2, 1, ${measure}, 4, 1, ${personId}, now())`.execute(changes);
    await boardMoves(changes as never);
  });
  const { moves } = await boardsIn(db).history(round.people.coordination, null);
  expect(moves.map(({ what, by }) => ({ what, by }))).toEqual([
    { what: { kind: 'order', measureId: measure, from: 4, to: 1 }, by: personId },
  ]);
});

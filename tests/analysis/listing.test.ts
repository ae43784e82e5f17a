import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import * as ids from '#domain/ids.ts';
import { list } from '../../server/analysis/analyses.ts';
import { change } from '../../server/database/database.ts';
import { measuresHere } from '../measures/measures-here.ts';

test('the tenth analysis stands behind the second', async () => {
  const here = await measuresHere();
  const { roundId, people } = here.round;
  await change(here.db, async (changes) => {
    const id = v.parse(ids.DocumentId, randomUUID());
    await changes.insertInto('document').values({ id, round_id: roundId, kind: 'analysis' }).execute();
    await changes
      .insertInto('analysis')
      .values({
        ...{ id: v.parse(ids.AnalysisId, randomUUID()), round_id: roundId, document_id: id, key: 'A10', title: 'Zehn' },
        ...{ social_group: 'Hochbetagte', field: 'Pflege', area: 'Eversten', as_of: '2026-12-15' },
        ...{ need_level: null, need_dynamic: null, need_reason: null, agreement: null },
      })
      .execute();
  });
  const keys = (await list(here.db.kysely, people.observation)).map(({ key }) => key);
  expect(keys).toEqual(['A1', 'A2', 'A10']);
});

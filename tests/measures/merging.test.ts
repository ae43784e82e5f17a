import { describe, expect, test } from 'vitest';
import type { MeasureId } from '#domain/ids.ts';
import { list } from '../../server/measures/measures.ts';
import { type MeasuresHere, measuresHere, newMeasure } from './measures-here.ts';

/** Two measures for the same thing: M01 with analysis A1, and the duplicate M05 with A1, A2, an input and a text. */
async function duplicates(): Promise<MeasuresHere & { keep: MeasureId; duplicate: MeasureId }> {
  const here = await measuresHere();
  const { roundId, people, measures } = here.round;
  const text = { description: ['Jemand hilft mit Anträgen.'], risks: ['Niemand kennt sie.'] };
  const again = { ...newMeasure('Noch einmal dasselbe'), analysisIds: [...here.analysisIds], text };
  await here.gave(people.coordination, 'measure.add', { roundId, measures: [again] });
  const duplicate = (await list(here.db.kysely, people.coordination)).at(-1)!.id;
  const to = { kind: 'analysis' as const, id: here.analysisIds[0]! };
  await here.gave(people.coordination, 'measure.link', { roundId, measureId: measures[0]!, to });
  const input = { kind: 'input' as const, id: here.inputIds[0]! };
  await here.gave(people.coordination, 'measure.link', { roundId, measureId: duplicate, to: input });
  return { ...here, keep: measures[0]!, duplicate };
}

describe('a duplicate that goes into another measure', () => {
  test('leaves the list, and what it brings along says where it is from', async () => {
    const here = await duplicates();
    const { roundId, people } = here.round;
    await here.gave(people.moderation, 'measure.merge', { roundId, measureId: here.duplicate, into: here.keep });
    expect((await list(here.db.kysely, people.coordination)).map(({ key }) => key)).toEqual([
      'M01',
      'M02',
      'M03',
      'M04',
    ]);
    const survivor = await here.see(0);
    expect(survivor.analyses.map(({ key, via }) => [key, via])).toEqual([
      ['A1', null],
      ['A2', 'M05'],
    ]);
    expect(survivor.inputs).toMatchObject([{ key: 'E01', via: 'M05' }]);
    expect(survivor.merged).toMatchObject([
      {
        key: 'M05',
        by: 'Moderation',
        text: { 'starting-point': [], description: ['Jemand hilft mit Anträgen.'], risks: ['Niemand kennt sie.'] },
      },
    ]);
  });

  test('is as it was after the two are separated, and so is the other one, with what was done meanwhile', async () => {
    const here = await duplicates();
    const { roundId, people } = here.round;
    const see = here.open;
    const before = { keep: await see(here.keep), duplicate: await see(here.duplicate) };
    await here.gave(people.moderation, 'measure.merge', { roundId, measureId: here.duplicate, into: here.keep });
    const fields = { goal: 'Inzwischen geändert' };
    await here.gave(people.coordination, 'measure.describe', { roundId, measureId: here.keep, fields });
    const clock = await here.gave(people.coordination, 'measure.split', { roundId, measureId: here.duplicate });
    expect(await see(here.duplicate)).toEqual({ ...before.duplicate, clock });
    const { setBy } = await see(here.keep);
    expect(await see(here.keep)).toEqual({ ...before.keep, ...fields, setBy, clock });
    const lines = await here.db.kysely.selectFrom('measure_merge').select('into_id').orderBy('clock').execute();
    expect(lines).toEqual([{ into_id: here.keep }, { into_id: null }]);
  });

  test('can be opened, but not changed or merged again', async () => {
    const here = await duplicates();
    const { roundId, people, measures } = here.round;
    const merge = { roundId, measureId: here.duplicate, into: here.keep };
    const clock = await here.gave(people.moderation, 'measure.merge', merge);
    expect(await here.open(here.duplicate)).toMatchObject({
      mergedInto: { key: 'M01' },
      title: 'Noch einmal dasselbe',
    });
    const describe = { roundId, measureId: here.duplicate, fields: { goal: 'Neu' } };
    const merged = { ok: false, code: 'measure-merged' };
    expect(await here.give(people.coordination, 'measure.describe', describe)).toEqual(merged);
    expect(await here.give(people.moderation, 'measure.merge', { ...merge, into: measures[1]! })).toEqual(merged);
    expect(
      await here.give(people.moderation, 'measure.merge', { ...merge, measureId: measures[1]!, into: here.duplicate }),
    ).toEqual(merged);
    expect(await here.gave(people.moderation, 'measure.merge', merge)).toBe(clock);
    expect(
      await here.give(people.moderation, 'measure.merge', { ...merge, measureId: here.keep, into: here.keep }),
    ).toEqual({ ok: false, code: 'bad-input' });
  });

  test('takes along what had gone into it', async () => {
    const here = await duplicates();
    const { roundId, people, measures } = here.round;
    await here.gave(people.moderation, 'measure.merge', { roundId, measureId: here.duplicate, into: here.keep });
    await here.gave(people.moderation, 'measure.merge', { roundId, measureId: here.keep, into: measures[1]! });
    const links = (await here.see(1)).analyses.map(({ key, via }) => [key, via]);
    expect(links).toEqual([
      ['A1', 'M01'],
      ['A2', 'M05'],
    ]);
    expect(await list(here.db.kysely, people.coordination)).toHaveLength(3);
  });

  test('never makes a circle, whoever merges at the same moment', async () => {
    const here = await duplicates();
    const { roundId, people } = here.round;
    const ways = [
      { roundId, measureId: here.duplicate, into: here.keep },
      { roundId, measureId: here.keep, into: here.duplicate },
    ];
    const requests = ways.map((input, index) => ({
      requestId: `00000000-0000-4000-8000-00000000000${index}`,
      command: 'measure.merge',
      input,
    }));
    const [one, other] = await Promise.all([
      here.commands.run(people.moderation, requests[0]),
      here.elsewhere.run(people.coordination, requests[1]),
    ]);
    expect([one.ok, other.ok].filter(Boolean)).toHaveLength(1);
    expect(await list(here.db.kysely, people.coordination)).toHaveLength(4);
  });
});

import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type RoundCommandInput, type RoundCommandName, roundCommands } from '#domain/contract.ts';
import type { AnalysisId, MeasureId, RoundId } from '#domain/ids.ts';
import { type Caller } from '#domain/people/caller.ts';
import { roleMay } from '#domain/people/permissions.ts';
import { list } from '../../server/measures/measures.ts';
import { guestsHere } from '../session/session-here.ts';
import { measuresHere, newMeasure } from './measures-here.ts';

describe('a measure', () => {
  test('gets the next free key, a text of its own and the first line of its history', async () => {
    const here = await measuresHere();
    const { roundId, people } = here.round;
    const measure = { ...newMeasure('Lotsenstelle'), analysisIds: [here.analysisIds[0]!] };
    await here.gave(people.behindertenbeirat, 'measure.add', { roundId, measures: [measure, newMeasure('Zweite')] });
    const all = await list(here.db.kysely, people.jugendhilfeplanung);
    expect(all.map(({ key }) => key)).toEqual(['M01', 'M02', 'M03', 'M04', 'M05', 'M06']);
    expect(all[4]).toMatchObject({ title: 'Lotsenstelle', status: 'idea', costOnce: null, areas: [] });
    expect(all[4]!.analyses).toMatchObject([{ key: 'A1', socialGroup: 'Alleinerziehende', via: null }]);
    expect(here.roundSteps).toMatchObject([{ roundId, clock: 1, facts: [{ kind: 'measures.changed' }] }]);
    const deeds = await here.db.kysely.selectFrom('deed').select(['what', 'subject_id', 'session_id']).execute();
    expect(deeds).toEqual(all.slice(4).map(({ id }) => ({ what: 'measure.add', subject_id: id, session_id: null })));
  });

  test('is added once, however often the same request comes', async () => {
    const here = await measuresHere();
    const { roundId, people } = here.round;
    const requestId = randomUUID();
    const input = { roundId, measures: [newMeasure('Lotsenstelle')] };
    const ticks = await Promise.all(
      [1, 2, 3].map(() => here.gave(people.jugendhilfeplanung, 'measure.add', input, requestId)),
    );
    expect(ticks).toEqual([1, 1, 1]);
    expect(await list(here.db.kysely, people.jugendhilfeplanung)).toHaveLength(5);
  });

  test('of many that one cannot be added of leaves none', async () => {
    const here = await measuresHere();
    const { roundId, people } = here.round;
    const wrong = { ...newMeasure('Falsch'), analysisIds: [randomUUID() as AnalysisId] };
    const reply = await here.give(people.coordination, 'measure.add', {
      roundId,
      measures: [newMeasure('Gut'), wrong],
    });
    expect(reply).toEqual({ ok: false, code: 'not-found' });
    expect(await list(here.db.kysely, people.coordination)).toHaveLength(4);
  });

  test('tells who set a field last when two set it at once, and keeps what it was', async () => {
    const here = await measuresHere();
    const { roundId, people, measures } = here.round;
    const [measureId] = measures as [MeasureId];
    const set = (caller: Caller, costYearly: number) =>
      here.gave(caller, 'measure.describe', { roundId, measureId, fields: { costYearly, from: '2027-08' } });
    const ticks = await Promise.all([set(people.jugendhilfeplanung, 65_000), set(people.coordination, 70_000)]);
    const seen = await here.see(0);
    const last = ticks[0] > ticks[1] ? [65_000, 'Jugendhilfeplanung'] : [70_000, 'Strategische Sozialplanung'];
    expect([seen.costYearly, seen.setBy.costYearly?.by]).toEqual(last);
    expect(seen.clock).toBe(2);
    const lines = await here.db.kysely.selectFrom('measure_field').select(['field', 'before', 'after']).execute();
    expect(lines.filter(({ field }) => field === 'costYearly').map(({ before }) => before)).toContain(null);
    // The second one found the beginning as it wanted it.
    expect(lines.filter(({ field }) => field === 'from')).toEqual([{ field: 'from', before: null, after: '2027-08' }]);
  });

  test('that has all values already is not changed: no tick, no line', async () => {
    const here = await measuresHere();
    const { roundId, people, measures } = here.round;
    const input = { roundId, measureId: measures[0]!, fields: { leadUnit: 'Pflegefachplanung' } };
    expect(await here.gave(people.coordination, 'measure.describe', input)).toBe(1);
    expect(await here.gave(people.coordination, 'measure.describe', input)).toBe(1);
    expect(here.roundSteps).toHaveLength(1);
  });

  test('cannot end before it begins, also when only one of the two is set', async () => {
    const here = await measuresHere();
    const { roundId, people, measures } = here.round;
    const describe = (fields: { from?: string; until?: string }) =>
      here.give(people.coordination, 'measure.describe', { roundId, measureId: measures[0]!, fields });
    expect(await describe({ from: '2028-08' })).toMatchObject({ ok: true });
    expect(await describe({ until: '2028' })).toMatchObject({ ok: true });
    expect(await describe({ until: '2027' })).toEqual({ ok: false, code: 'period-reversed' });
    expect((await here.see(0)).until).toBe('2028');
  });

  test('goes on without a reason, and back, aside or further only with one', async () => {
    const here = await measuresHere();
    const { roundId, people, measures } = here.round;
    const advance = (to: 'draft' | 'ended' | 'deferred' | 'idea', reason = '') =>
      here.give(people.moderation, 'measure.advance', { roundId, measureId: measures[0]!, to, reason });
    expect(await advance('draft')).toMatchObject({ ok: true });
    expect(await advance('ended')).toEqual({ ok: false, code: 'reason-missing' });
    expect(await advance('deferred', '  ')).toEqual({ ok: false, code: 'reason-missing' });
    expect(await advance('deferred', 'Haushalt 2028 abwarten')).toMatchObject({ ok: true });
    expect((await here.see(0)).history).toMatchObject([
      { from: 'idea', to: 'draft', reason: '', by: 'Moderation' },
      { from: 'draft', to: 'deferred', reason: 'Haushalt 2028 abwarten', by: 'Moderation' },
    ]);
  });

  test('is tied to analyses and inputs of its round, and to no other', async () => {
    const here = await measuresHere();
    const { roundId, people, measures } = here.round;
    const [measureId] = measures as [MeasureId];
    const link = (
      kind: 'analysis' | 'input',
      id: string,
      command: 'measure.link' | 'measure.unlink' = 'measure.link',
    ) => here.give(people.behindertenbeirat, command, { roundId, measureId, to: { kind, id } as never });
    expect(await link('analysis', here.analysisIds[1]!)).toMatchObject({ ok: true });
    expect(await link('input', here.inputIds[0]!)).toMatchObject({ ok: true });
    expect(await link('input', here.inputIds[0]!)).toEqual({ ok: true, receipt: { clock: 2 } });
    expect(await link('input', here.inputIds[2]!)).toEqual({ ok: false, code: 'not-found' });
    expect(await link('analysis', randomUUID())).toEqual({ ok: false, code: 'not-found' });
    expect(await here.see(0)).toMatchObject({ analyses: [{ key: 'A2' }], inputs: [{ key: 'E01', text: 'Stimme 1' }] });
    expect(await link('analysis', here.analysisIds[1]!, 'measure.unlink')).toMatchObject({ ok: true });
    expect((await here.see(0)).analyses).toEqual([]);
  });
});

describe('who may do what with measures', () => {
  test('each role may give exactly the commands that the table of rights names', async () => {
    const here = await measuresHere();
    const { roundId, people, measures } = here.round;
    const [measureId, into] = measures as [MeasureId, MeasureId];
    const inputs: { [Name in RoundCommandName]: RoundCommandInput<Name> } = {
      'measure.add': { roundId, measures: [newMeasure('Neu')] },
      'measure.describe': { roundId, measureId, fields: { goal: 'Neu' } },
      'measure.advance': { roundId, measureId, to: 'draft', reason: '' },
      'measure.link': { roundId, measureId, to: { kind: 'analysis', id: here.analysisIds[0]! } },
      'measure.unlink': { roundId, measureId, to: { kind: 'analysis', id: here.analysisIds[0]! } },
      'measure.merge': { roundId, measureId, into },
      'measure.split': { roundId, measureId },
    };
    const [guest] = await guestsHere(here, 1);
    for (const name of Object.keys(roundCommands) as RoundCommandName[])
      for (const [who, caller] of Object.entries({ ...people, guest: guest! })) {
        const request = { requestId: randomUUID(), command: name, input: inputs[name] };
        const reply = await here.commands.run(caller, request);
        const role = caller.seats[0]?.role;
        const answer = reply.ok ? 'done' : reply.code;
        if (role === undefined) expect(answer, `${who} ${name}`).toBe('not-found');
        else if (roleMay(role, name)) expect(answer, `${who} ${name}`).toBe('done');
        else expect(answer, `${who} ${name}`).toBe('not-allowed');
      }
    const nobody = { requestId: randomUUID(), command: 'measure.split', input: inputs['measure.split'] };
    expect(await here.commands.run(null, nobody)).toEqual({ ok: false, code: 'not-signed-in' });
  });

  test('a measure of another round is not found', async () => {
    const here = await measuresHere();
    const { people } = here.round;
    const elsewhere = randomUUID() as RoundId;
    const seats = [
      ...people.coordination.seats,
      { roundId: elsewhere, role: 'coordinator', group: null, sessionId: null },
    ];
    const both = { ...people.coordination, seats } as Caller;
    const input = { roundId: elsewhere, measureId: here.round.measures[0]!, fields: { goal: 'Fremd' } };
    expect(await here.give(both, 'measure.describe', input)).toEqual({ ok: false, code: 'not-found' });
  });
});

import { describe, expect, test } from 'vitest';
import type { MeasureId } from '#domain/ids.ts';
import { liveHere } from '../live/live-here.ts';
import { open } from '../../server/measures/measures.ts';
import type { RoundStep, WatchReply } from '#domain/contract.ts';

describe('who watches a round', () => {
  test('is told each tick; a stale view and the last tick make who loads again see the fresh one', async () => {
    const here = await liveHere();
    const { roundId, people, measures } = here.round;
    const [measureId] = measures as [MeasureId];
    const see = () => open(here.db.kysely, people.observation, measureId);
    const stale = await see();
    const [writer, reader] = [await here.connect(people.coordination), await here.connect(people.observation)];
    const steps: RoundStep[] = [];
    const told = new Promise<void>((resolve) => reader.on('roundStep', (step) => (steps.push(step), resolve())));
    expect(await reader.emitWithAck('watch', roundId)).toEqual({ ok: true, clock: stale.clock });
    const input = { roundId, measureId, fields: { goal: 'Bis 2028' } };
    const requestId = '00000000-0000-4000-8000-000000000001';
    const answer = await writer.emitWithAck('command', { requestId, command: 'measure.describe', input });
    expect(answer).toEqual({ ok: true, receipt: { clock: 1 } });
    await told;
    expect(steps).toEqual([{ roundId, clock: 1, facts: [{ kind: 'measures.changed', measureIds: [measureId] }] }]);
    const fresh = await see();
    expect(fresh).toMatchObject({ ...stale, clock: 1, goal: 'Bis 2028', setBy: fresh.setBy });
  });

  test('must be of that round; others neither learn its tick nor hear of it', async () => {
    const here = await liveHere();
    const stranger = await here.connect(here.round.people.stranger);
    const ask = (roundId: unknown): Promise<WatchReply> => stranger.emitWithAck('watch', roundId);
    expect(await ask(here.round.roundId)).toEqual({ ok: false, code: 'not-found' });
    expect(await ask('nothing')).toEqual({ ok: false, code: 'bad-input' });
  });
});

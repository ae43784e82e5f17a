import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { commands } from '#domain/contract.ts';
import { change } from '../../server/database/database.ts';
import { forgetOldReceipts } from '../../server/receipts.ts';
import { ballotHere, openHere, otherSession, sessionHere } from './session-here.ts';

describe('a command', () => {
  test('that is sent again gets the first receipt, and is not done again', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    const requestId = randomUUID();
    await here.done(people.moderation, 'session.open', { sessionId }, requestId);
    await here.done(people.moderation, 'session.enter', { sessionId });
    const again = await here.run(people.moderation, 'session.open', { sessionId }, requestId);
    expect(again).toEqual({ ok: true, receipt: { clock: 1 } });
    expect(here.steps.map(({ clock }) => clock)).toEqual([1, 2]);
  });

  test('that was refused leaves no tick, no receipt and no deed', async () => {
    const here = await sessionHere();
    const { people, sessionId, items } = here.round;
    const requestId = randomUUID();
    const advance = { sessionId, itemId: items[0]! };
    expect(await here.run(people.moderation, 'agenda.advance', advance, requestId)).toEqual({
      ok: false,
      code: 'session-not-open',
    });
    expect((await here.look(people.moderation)).view.clock).toBe(0);
    await openHere(here);
    expect(await here.run(people.moderation, 'agenda.advance', advance, requestId)).toEqual({
      ok: true,
      receipt: { clock: 2 },
    });
  });

  test('leaves a receipt for a day, no longer', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    const [old, young] = [randomUUID(), randomUUID()];
    await here.done(people.moderation, 'session.open', { sessionId }, old);
    await here.done(people.moderation, 'session.enter', { sessionId }, young);
    const age = (requestId: string, hours: number) =>
      change(here.db, (changes) =>
        changes
          .updateTable('receipt')
          .set({ at: new Date(Date.now() - hours * 3_600_000) })
          .where('request_id', '=', requestId)
          .execute(),
      );
    await Promise.all([age(old, 24.1), age(young, 23.9)]);
    await forgetOldReceipts(here.db);
    const kept = await here.db.kysely.selectFrom('receipt').select('request_id').execute();
    expect(kept).toEqual([{ request_id: young }]);
  });

  test('with a request id that somebody else has used is another request', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    const requestId = randomUUID();
    expect(await here.done(people.observation, 'session.enter', { sessionId }, requestId)).toBe(1);
    expect(await here.done(people.behindertenbeirat, 'session.enter', { sessionId }, requestId)).toBe(2);
  });

  test('about a ballot of another session finds none', async () => {
    const here = await sessionHere();
    const { people, measures } = here.round;
    await openHere(here);
    const { id: ballotId } = await ballotHere(here);
    const sessionId = await otherSession(here);
    await here.done(people.moderation, 'session.open', { sessionId });
    const vote = { sessionId, ballotId, points: { [measures[0]!]: 1 } };
    expect(await here.run(people.behindertenbeirat, 'vote.cast', vote)).toEqual({ ok: false, code: 'not-found' });
    expect(await here.run(people.moderation, 'ballot.close', { sessionId, ballotId })).toEqual({
      ok: false,
      code: 'not-found',
    });
  });

  test('that is no command is refused as bad input, whoever sends it, and nothing is logged', async () => {
    const here = await sessionHere();
    const { people, sessionId, items } = here.round;
    const whole = { requestId: randomUUID(), command: 'agenda.advance', input: { sessionId, itemId: items[0] } };
    const broken: unknown[] = [
      undefined,
      null,
      0,
      '',
      'vote.cast',
      [],
      {},
      () => undefined,
      Buffer.from('x'),
      Symbol('x'),
      { ...whole, requestId: undefined },
      { ...whole, requestId: 1 },
      { ...whole, requestId: 'x' },
      { ...whole, more: 1 },
      { ...whole, command: 'toString' },
      { ...whole, command: '__proto__' },
      { ...whole, command: ['agenda.advance'] },
      { ...whole, input: undefined },
      { ...whole, input: null },
      { ...whole, input: [] },
      { ...whole, input: 'x'.repeat(60_000) },
      { ...whole, input: { sessionId } },
      { ...whole, input: { ...whole.input, itemId: "' or 1=1 --" } },
      { ...whole, input: { ...whole.input, sessionId: [sessionId] } },
      { ...whole, input: { ...whole.input, more: true } },
      { ...whole, input: { ...whole.input, sessionId: `${sessionId}\u0000` } },
    ];
    for (const request of broken)
      expect(await here.commands.run(people.moderation, request), String(JSON.stringify(request)).slice(0, 80)).toEqual(
        { ok: false, code: 'bad-input' },
      );
    expect(here.steps).toEqual([]);
    expect(here.logged).toEqual([]);
  });

  test.each(['vote.cast', 'ballot.open'] as const)(
    '%s with numbers, names or lists that are none is bad input',
    async (command) => {
      const here = await sessionHere();
      const { people, sessionId, measures } = here.round;
      await openHere(here);
      const ballot = await ballotHere(here);
      const open = { sessionId, title: 'Zweite', budget: 5, maxPerMeasure: 5, measureIds: measures };
      const vote = { sessionId, ballotId: ballot.id, points: { [measures[0]!]: 1 } };
      const [first] = measures;
      const broken: unknown[] =
        command === 'vote.cast'
          ? [-1, 1.5, NaN, Infinity, 101, '1', null, [1], {}]
              .map((points) => ({ ...vote, points: { [first!]: points } }))
              .concat([
                { ...vote, points: { M01: 1 } },
                { ...vote, points: [1] as never },
              ])
          : [
              { ...open, title: ' ' },
              { ...open, title: 'x'.repeat(121) },
              { ...open, budget: 0 },
              { ...open, budget: 101 },
              { ...open, budget: 2.5 },
              { ...open, maxPerMeasure: 0 },
              { ...open, maxPerMeasure: '5' },
              { ...open, measureIds: [] },
              { ...open, measureIds: [first] },
              { ...open, measureIds: [first, first] },
              { ...open, measureIds: 'all' },
              { ...open, measureIds: Array.from({ length: 61 }, () => randomUUID()) },
            ];
      const caller = command === 'vote.cast' ? people.behindertenbeirat : people.moderation;
      for (const input of broken) {
        const reply = await here.commands.run(caller, { requestId: randomUUID(), command, input });
        expect(reply, JSON.stringify(input)).toEqual({ ok: false, code: 'bad-input' });
      }
      expect((await here.look(caller)).view.clock).toBe(2);
    },
  );

  test('of somebody who is not signed in is refused, whatever it is', async () => {
    const here = await sessionHere();
    for (const command of Object.keys(commands)) {
      const request = { requestId: randomUUID(), command, input: { sessionId: here.round.sessionId } };
      expect(await here.commands.run(null, request)).toEqual({ ok: false, code: 'not-signed-in' });
    }
  });

  test('that breaks for a reason nobody expected is answered and logged once', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    const nobody = { ...people.observation, personId: randomUUID() as typeof people.observation.personId };
    expect(await here.run(nobody, 'session.enter', { sessionId })).toEqual({ ok: false, code: 'failed' });
    expect(here.logged).toEqual(['command-failed']);
    expect((await here.look(people.observation)).view.clock).toBe(0);
  });
});

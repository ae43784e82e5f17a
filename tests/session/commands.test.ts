import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { commands } from '#domain/contract.ts';
import { change } from '../../server/database/database.ts';
import { forgetOldReceipts } from '../../server/receipts.ts';
import { ballotHere, openHere, otherSession, paperOn, pointsBallot, pointsFor, sessionHere } from './session-here.ts';

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
    const [old, young] = [
      await here.done(people.moderation, 'session.open', { sessionId }),
      await here.done(people.moderation, 'session.enter', { sessionId }),
    ];
    const age = (clock: number, hours: number) =>
      change(here.db, (changes) =>
        changes
          .updateTable('receipt')
          .set({ at: new Date(Date.now() - hours * 3_600_000) })
          .where('clock', '=', clock)
          .execute(),
      );
    await Promise.all([age(old, 24.1), age(young, 23.9)]);
    await forgetOldReceipts(here.db);
    const kept = await here.db.kysely.selectFrom('receipt').select('clock').execute();
    expect(kept).toEqual([{ clock: young }]);
  });

  test('with another content is another one, also under the old number of a page that was gone back to', async () => {
    const here = await sessionHere();
    const voter = here.round.people.behindertenbeirat;
    await openHere(here);
    const ballot = await ballotHere(here);
    const requestId = randomUUID();
    const cast = (option: number) =>
      here.done(voter, 'vote.cast', paperOn(here, ballot, pointsFor(ballot, option, 3)), requestId);
    const marks = async () => (await here.look(voter)).view.ballots[0]!.mine?.marks;
    const first = await cast(0);
    expect(await cast(0)).toBe(first);
    expect(await cast(1)).toBe(first + 1);
    expect(await marks()).toEqual(pointsFor(ballot, 1, 3));
    expect(await cast(1)).toBe(first + 1);
    // And what was wanted first is wanted again.
    expect(await cast(0)).toBe(first + 2);
    expect(await marks()).toEqual(pointsFor(ballot, 0, 3));
  });

  test('that was changed and refused leaves the receipt of what was done under its number', async () => {
    const here = await sessionHere();
    const voter = here.round.people.behindertenbeirat;
    await openHere(here);
    const ballot = await ballotHere(here);
    const requestId = randomUUID();
    const cast = (points: number) =>
      here.run(voter, 'vote.cast', paperOn(here, ballot, pointsFor(ballot, 0, points)), requestId);
    const done = await cast(3);
    expect(done).toMatchObject({ ok: true });
    expect(await cast(6)).toMatchObject({ ok: false, code: 'measure-limit' });
    expect(await cast(3)).toEqual(done);
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
    const { people } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here);
    const { id: ballotId } = ballot;
    const sessionId = await otherSession(here);
    await here.done(people.moderation, 'session.open', { sessionId });
    const vote = { ...paperOn(here, ballot, pointsFor(ballot, 0, 1)), sessionId };
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
      const { people, measures } = here.round;
      await openHere(here);
      const ballot = await ballotHere(here);
      const { clock } = (await here.look(people.moderation)).view;
      const open = pointsBallot(here.round);
      const points = (budget: unknown, maxPerOption: unknown) => ({
        ...open,
        rule: { method: 'points', budget, maxPerOption },
      });
      const vote = paperOn(here, ballot, [1, 0, 0, null]);
      const [first] = measures;
      const broken: unknown[] =
        command === 'vote.cast'
          ? [
              ...[-1, 1.5, NaN, Infinity, 101, '1', [1], {}].map((mark) => ({ ...vote, marks: [mark, 0, 0, 0] })),
              ...[[], [1], [1, 0, 0, 0, 0], { 0: 1 }, '1000', null].map((marks) => ({ ...vote, marks })),
              ...['', vote.hash.toUpperCase(), `${vote.hash}0`, null].map((hash) => ({ ...vote, hash })),
              { ...vote, points: { [first!]: 1 } },
            ]
          : [
              { ...open, title: ' ' },
              { ...open, title: 'x'.repeat(121) },
              points(0, 1),
              points(101, 1),
              points(2.5, 1),
              points(5, 0),
              points(5, '5'),
              points(5, 6),
              { ...open, rule: { method: 'lottery' } },
              { ...open, rule: undefined },
              { ...open, secrecy: 'hidden' },
              { ...open, unit: 'city' },
              { ...open, handVoters: -1 },
              { ...open, handVoters: 1001 },
              // Hands can be seen.
              { ...open, secrecy: 'secret', handVoters: 3 },
              { ...open, rule: { method: 'ranking' }, handVoters: 3 },
              { ...open, rule: { method: 'resolution', majority: 'simple', quorum: 0 } },
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
      expect((await here.look(caller)).view.clock).toBe(clock);
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

import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { pointsLines } from '#domain/prioritisation/result.ts';
import { applyStep } from '#domain/session/view.ts';
import { change } from '../../server/database/database.ts';
import { ballotHere, guestsHere, openHere, otherSession, paperOn, pointsFor } from '../session/session-here.ts';
import { followed, liveHere } from './live-here.ts';

const anyMarks = /"marks"|"tally"|"mine":\{|\b73\b/;

describe('who follows a session', () => {
  test(
    'with 60 others who vote at the same time sees 60 ordered steps and, after the close, the right total',
    { timeout: 60_000 },
    async () => {
      const here = await liveHere();
      const { people, sessionId } = here.round;
      await openHere(here);
      const moderator = await here.follow(people.moderation);
      const voters = await Promise.all((await guestsHere(here, 60)).map((guest) => here.follow(guest)));
      const ballot = await ballotHere(here, 10, 5, []);
      const opened = (await here.look(people.moderation)).view.clock;
      const replies = await Promise.all(
        voters.map(({ send }, index) =>
          send('vote.cast', paperOn(here, ballot, pointsFor(ballot, index % 4, 5).with((index + 1) % 4, 1))),
        ),
      );
      expect(replies.filter(({ ok }) => !ok)).toEqual([]);
      await moderator.send('ballot.close', { sessionId, ballotId: ballot.id });
      const everybody = [moderator, ...voters];
      await Promise.all(everybody.map(({ reached }) => reached(opened + 61)));
      for (const { steps, start } of everybody) {
        const since = steps.filter(({ clock }) => clock > start.clock);
        expect(since.map(({ clock }) => clock)).toEqual(since.map((_, index) => start.clock + 1 + index));
        const votes = since.flatMap(({ facts }) =>
          facts.flatMap((fact) => (fact.kind === 'vote.counted' ? [fact.voted] : [])),
        );
        expect(votes).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
        const { result } = since.reduce((view, { clock, facts }) => applyStep(view, clock, facts), start).ballots[0]!;
        expect(result!.voted).toBe(60);
        expect(pointsLines(result!).map(({ points, givers }) => [points, givers])).toEqual(
          Array.from({ length: 4 }, () => [90, 30]),
        );
      }
    },
  );

  test('gets a snapshot from which the steps go on, however much happens meanwhile', async () => {
    const here = await liveHere();
    const { people, sessionId, items } = here.round;
    await openHere(here);
    const busy = (async () => {
      for (let turn = 0; turn < 40; turn += 1)
        await here.done(people.moderation, 'agenda.advance', { sessionId, itemId: items[turn % 3]! });
    })();
    const followers = await Promise.all(
      [people.coordination, people.observation, people.behindertenbeirat].map((each) => here.follow(each)),
    );
    await busy;
    const last = (await here.look(people.moderation)).view;
    for (const { start, steps, reached } of followers) {
      await reached(last.clock);
      const since = steps.filter(({ clock }) => clock > start.clock);
      expect(since.map(({ clock }) => clock)).toEqual(since.map((_, index) => start.clock + 1 + index));
      expect(since.reduce((view, { clock, facts }) => applyStep(view, clock, facts), start)).toEqual(last);
    }
  });

  test('is back at once while somebody else’s change is under way: who has entered does not wait in line', async () => {
    const here = await liveHere();
    const { people, sessionId } = here.round;
    const before = await here.follow(people.observation);
    before.socket.disconnect();
    await change(here.db, async (changes) => {
      await changes.updateTable('session').set({ title: 'Unterwegs' }).where('id', '=', sessionId).execute();
      const back = await here.follow(people.observation);
      expect(back.start).toEqual({ ...before.start, people: back.start.people });
    });
    expect((await here.look(people.observation)).view.clock).toBe(1);
  });

  test('sees nobody’s points and no result on the wire before the close', async () => {
    const here = await liveHere();
    const { people } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here, 100, 100);
    const voter = await here.follow(people.behindertenbeirat);
    const others = await Promise.all(
      [people.moderation, people.observation, people.jugendhilfeplanung].map((each) => here.follow(each)),
    );
    const secret = 73;
    const marks = pointsFor(ballot, 2, secret);
    const reply = await voter.send('vote.cast', paperOn(here, ballot, marks));
    expect(reply.ok).toBe(true);
    const clock = reply.ok ? reply.receipt.clock : 0;
    await Promise.all([voter, ...others].map(({ reached }) => reached(clock)));
    const counted = { kind: 'vote.counted', ballotId: ballot.id, voted: 1, waitsFor: 0 };
    expect(voter.steps.at(-1)!.facts).toEqual([{ ...counted, mine: { marks, at: expect.any(String) as string } }]);
    expect(voter.frames.join('\n'), 'this is how marks look').toMatch(anyMarks);
    for (const { steps, frames } of others) {
      expect(steps.at(-1)!.facts).toEqual([counted]);
      expect(frames.join('\n')).not.toMatch(anyMarks);
    }
  });

  test('sees who of the others is connected; two tabs count once', async () => {
    const here = await liveHere();
    const { people } = here.round;
    const moderator = await here.follow(people.moderation);
    const online = async (expected: number) => {
      for (;;) {
        const [presence] = (await once(moderator.socket as never, 'presence')) as [{ online: string[] }];
        if (presence.online.length === expected) return new Set(presence.online);
      }
    };
    const both = online(2);
    const tabs = await Promise.all([here.follow(people.observation), here.follow(people.observation)]);
    expect(await both).toEqual(new Set([people.moderation.personId, people.observation.personId]));
    const alone = online(1);
    for (const { socket } of tabs) socket.disconnect();
    expect(await alone).toEqual(new Set([people.moderation.personId]));
  });

  test('is told of one session at a time', async () => {
    const here = await liveHere();
    const { people, sessionId } = here.round;
    const second = await otherSession(here);
    const moderator = await here.follow(people.moderation);
    expect(await followed(moderator.socket, second)).toMatchObject({ ok: true, snapshot: { view: { id: second } } });
    await here.done(people.moderation, 'session.open', { sessionId });
    await here.done(people.moderation, 'session.open', { sessionId: second });
    await new Promise<void>((resolve) =>
      moderator.socket.on('step', (step) => step.facts[0]?.kind === 'session.opened' && resolve()),
    );
    expect(
      new Set(
        moderator.steps
          .filter(({ clock, facts }) => clock > 0 && facts[0]?.kind === 'session.opened')
          .map((step) => step.sessionId),
      ),
    ).toEqual(new Set([second]));
  });

  test('may still look after the end, without having been there', async () => {
    const here = await liveHere();
    const { people, sessionId } = here.round;
    await openHere(here);
    await here.done(people.moderation, 'session.close', { sessionId });
    const late = await here.follow(people.observation);
    expect(late.start).toMatchObject({ status: 'closed', people: [] });
  });

  test('must have a seat in it: strangers and guests of another session find none and hear nothing', async () => {
    const here = await liveHere();
    const { people, sessionId } = here.round;
    const [foreign] = await guestsHere(here, 1, await otherSession(here));
    here.signedIn.set(foreign!.personId, foreign!);
    for (const caller of [people.stranger, foreign!]) {
      const socket = await here.connect(caller);
      const heard: unknown[] = [];
      socket.onAny((event: string) => heard.push(event));
      expect(await followed(socket, sessionId)).toEqual({ ok: false, code: 'not-found' });
      await here.done(people.moderation, caller === people.stranger ? 'session.open' : 'session.close', { sessionId });
      expect(await followed(socket, 'nonsense' as typeof sessionId)).toEqual({ ok: false, code: 'bad-input' });
      expect(heard).toEqual([]);
    }
  });
});

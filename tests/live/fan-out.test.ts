import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { castHere, guestsHere, openBallotHere, openHere, pointsFor } from '../session/session-here.ts';
import { type Follower, liveHere } from './live-here.ts';

/** The messages with steps that came to somebody: how many steps each had. */
const messages = ({ frames }: Follower): number[] =>
  frames
    .filter((frame) => frame.startsWith('2["step"'))
    .map((frame) => (JSON.parse(frame.slice(1)) as unknown[]).length - 1);

describe('what a crowd does at once', () => {
  test('is told in few messages, every tick once and in order; whoever votes hears of it before the others', async () => {
    const here = await liveHere();
    const { people } = here.round;
    await openHere(here);
    const guests = await guestsHere(here, 40);
    const ballot = await openBallotHere(here, {}, guests);
    const [watcher, voter] = [await here.follow(people.observation), await here.follow(guests[39]!)];
    const { clock } = (await here.look(people.moderation)).view;
    const before = messages(watcher).length;
    const votes = guests
      .slice(0, 39)
      .map((guest, index) => castHere(here, guest, ballot, pointsFor(ballot, index % 4, 1)));
    const mine = voter.send('vote.cast', {
      ...{ sessionId: here.round.sessionId, ballotId: ballot.id, hash: ballot.hash },
      marks: pointsFor(ballot, 0, 5),
    });
    await Promise.all([...votes, mine]);
    const reply = await mine;
    const own = reply.ok ? reply.receipt.clock : 0;
    // The step stands before the receipt on the wire.
    expect(voter.steps.find((step) => step.clock === own)).toMatchObject({
      facts: [{ mine: { marks: [5, null, null, null] } }],
    });
    await Promise.all([watcher.reached(clock + 40), voter.reached(clock + 40)]);
    for (const { steps } of [watcher, voter])
      expect(steps.filter((step) => step.clock > clock).map((step) => step.clock)).toEqual(
        Array.from({ length: 40 }, (_, index) => clock + 1 + index),
      );
    const sizes = messages(watcher).slice(before);
    expect(Math.max(...sizes)).toBeGreaterThan(1);
    expect(sizes.length).toBeLessThan(40);
  });

  test('never keeps back what people wait for: the close comes at once, after the votes before it', async () => {
    const here = await liveHere();
    const { people, sessionId } = here.round;
    await openHere(here);
    const guests = await guestsHere(here, 10);
    const ballot = await openBallotHere(here, {}, guests);
    const watcher = await here.follow(people.observation);
    await Promise.all(guests.map((guest) => castHere(here, guest, ballot, pointsFor(ballot, 0, 1))));
    const moderator = await here.follow(people.moderation);
    const reply = await moderator.send('ballot.close', { sessionId, ballotId: ballot.id }, randomUUID());
    expect(reply.ok && moderator.steps.at(-1)?.clock === reply.receipt.clock).toBe(true);
    await watcher.reached(reply.ok ? reply.receipt.clock : 0);
    const kinds = watcher.steps.flatMap(({ facts }) => facts.map(({ kind }) => kind));
    expect(kinds.slice(-2)).toEqual([kinds.at(-2), 'ballot.closed']);
    expect(kinds.filter((kind) => kind === 'vote.counted')).toHaveLength(10);
  });
});

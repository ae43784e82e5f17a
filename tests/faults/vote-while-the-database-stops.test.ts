import { io } from 'socket.io-client';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import type { Caller } from '#domain/people/caller.ts';
import { LiveSession } from '../../src/lib/live/connection.svelte.ts';
import { type LiveSocket, liveOptions } from '../../src/lib/live/dial.ts';
import { type LiveHere, liveHere } from '../live/live-here.ts';
import { ballotHere, openHere, paperOn, pointsFor } from '../session/session-here.ts';
import { wireTo } from '../support/wire.ts';

/** A browser's live session of this person. */
async function sit(here: LiveHere, caller: Caller): Promise<LiveSession> {
  const extraHeaders = { cookie: `person=${caller.personId}`, origin: here.origin };
  const socket: LiveSocket = io(here.origin, { ...liveOptions, extraHeaders, forceNew: true, autoConnect: false });
  const snapshot = await here.look(caller);
  const session = new LiveSession({ snapshot, personId: caller.personId, dial: () => Promise.resolve(socket) });
  onTestFinished(session.connect());
  await vi.waitFor(() => expect(session.state).toBe('live'));
  return session;
}

describe('when the database stops during a vote and is started again', () => {
  test.each([
    ['after the commit, before its answer', 'COMMIT'],
    ['before the commit', 'UPDATE'],
  ] as const)('%s: the vote counts once, and everybody sees one truth', { timeout: 60_000 }, async (_, statement) => {
    const wire = await wireTo(inject('postgresUrl'));
    const here = await liveHere(4, wire.through);
    const { people } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here);
    const voter = await sit(here, people.jugendhilfeplanung);
    const moderator = await sit(here, people.moderation);
    const vote = (points: number) => voter.send('vote.cast', paperOn(here, ballot, pointsFor(ballot, 0, points)));

    const stopped = wire.stopAfter(statement);
    const replies = Promise.all([vote(1), vote(2)]);
    await stopped;
    await vi.waitFor(() => expect(here.logged).toContain('command-failed'), 10_000);
    expect(voter.pending).toEqual(['vote.cast', 'vote.cast']);
    await wire.start();

    expect(await replies).toMatchObject([{ ok: true }, { ok: true }]);
    const { view } = await here.look(people.jugendhilfeplanung);
    expect(view.ballots[0]).toMatchObject({ voted: 1, mine: { marks: pointsFor(ballot, 0, 2) } });
    await vi.waitFor(() => expect(voter.view).toEqual(view));
    const seen = (await here.look(people.moderation)).view;
    await vi.waitFor(() => expect(moderator.view).toEqual(seen));
    const [votes] = [here.steps.filter(({ told }) => told.some(({ fact }) => fact.kind === 'vote.counted'))];
    expect(votes).toHaveLength(2);
  });
});

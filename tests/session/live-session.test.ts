import { io } from 'socket.io-client';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Caller } from '#domain/people/caller.ts';
import { runningBallot } from '#domain/session/session.ts';
import { LiveSession } from '../../src/lib/live/connection.svelte.ts';
import { type LiveSocket, liveOptions } from '../../src/lib/live/dial.ts';
import { shownWork } from '../../src/lib/session/shown-work.ts';
import { type LiveHere, liveHere } from '../live/live-here.ts';
import { ballotHere, openHere, paperOn, pointsFor } from './session-here.ts';

/** A browser's live session of this person, connected to the real gateway. */
async function sit(here: LiveHere, caller: Caller): Promise<{ session: LiveSession; socket: LiveSocket }> {
  const extraHeaders = { cookie: `person=${caller.personId}`, origin: here.origin };
  const socket: LiveSocket = io(here.origin, {
    ...liveOptions,
    extraHeaders,
    forceNew: true,
    autoConnect: false,
    reconnectionDelay: 50,
  });
  const snapshot = await here.look(caller);
  const session = new LiveSession({ snapshot, personId: caller.personId, dial: () => Promise.resolve(socket) });
  onTestFinished(session.connect());
  await vi.waitFor(() => expect(session.state).toBe('live'));
  return { session, socket };
}

/** The session open, with a running ballot, and a planner in it. */
async function votingHere() {
  const here = await liveHere();
  await openHere(here);
  const ballot = await ballotHere(here);
  const { jugendhilfeplanung, moderation } = here.round.people;
  const { session, socket } = await sit(here, jugendhilfeplanung);
  const { sessionId, items } = here.round;
  const vote = paperOn(here, ballot, pointsFor(ballot, 0, 3));
  const goTo = (place: number) => here.done(moderation, 'agenda.advance', { sessionId, itemId: items[place]! });
  const asServer = async () => expect(session.view).toEqual((await here.look(jugendhilfeplanung)).view);
  return { here, ballot, session, socket, vote, goTo, asServer, caller: jugendhilfeplanung };
}

const votesIn = (here: LiveHere): number =>
  here.steps.filter(({ told }) => told.some(({ fact }) => fact.kind === 'vote.counted' && fact.mine === undefined))
    .length;

describe('a followed session', () => {
  test('shows what the moderator does', async () => {
    const { session, goTo, asServer } = await votingHere();
    const clock = await goTo(1);
    await vi.waitFor(() => expect(session.view.clock).toBe(clock));
    await asServer();
  });

  test('fetches anew what it missed', async () => {
    const { session, socket, goTo, asServer } = await votingHere();
    const ears = socket.listeners('step');
    socket.off('step');
    const swallowed = new Promise((resolve) => socket.onAny(resolve));
    const missed = await goTo(1);
    expect(await swallowed).toBe('step');
    for (const ear of ears) socket.on('step', ear);
    const clock = await goTo(2);
    await vi.waitFor(() => expect(session.view.clock).toBe(clock));
    expect(clock).toBe(missed + 1);
    await asServer();
  });

  test('ignores a step that it already has', async () => {
    const { session, socket, goTo, asServer } = await votingHere();
    const clock = await goTo(1);
    await vi.waitFor(() => expect(session.view.clock).toBe(clock));
    const again = { sessionId: session.view.id, clock, facts: [{ kind: 'session.closed' as const }] };
    for (const ear of socket.listeners('step')) ear(again);
    await asServer();
  });

  test('keeps a result in reach when the moderator goes on to the next item', async () => {
    const { here, session, ballot, goTo } = await votingHere();
    await goTo(0);
    await here.done(here.round.people.moderation, 'ballot.close', { sessionId: session.view.id, ballotId: ballot.id });
    const clock = await goTo(1);
    await vi.waitFor(() => expect(session.view.clock).toBe(clock));
    expect(shownWork(session.view)).toMatchObject({ kind: 'item', results: [], earlier: [{ id: ballot.id }] });
  });

  test('knows who is connected', async () => {
    const { here, session, caller } = await votingHere();
    const { behindertenbeirat } = here.round.people;
    const guest = await sit(here, behindertenbeirat);
    await vi.waitFor(() => expect(session.attendance.isOnline(behindertenbeirat.personId)).toBe(true));
    guest.socket.disconnect();
    await vi.waitFor(() => expect(session.attendance.isOnline(behindertenbeirat.personId)).toBe(false));
    expect(session.attendance.isOnline(caller.personId)).toBe(true);
    expect(session.attendance.leftAt(behindertenbeirat.personId)).toBeCloseTo(session.clock.now(), -4);
  });
});

describe('a vote', () => {
  test('is counted and comes back as my own paper', async () => {
    const { session, vote } = await votingHere();
    expect(await session.send('vote.cast', vote)).toMatchObject({ ok: true });
    await vi.waitFor(() =>
      expect(runningBallot(session.view)).toMatchObject({ voted: 1, mine: { marks: vote.marks } }),
    );
    expect(session.pending).toEqual([]);
  });

  test('whose answer was lost is sent again and counts once', async () => {
    const { here, session, socket, vote, asServer } = await votingHere();
    const sent: string[] = [];
    socket.onAnyOutgoing((name: string) => sent.push(name));
    socket.once('step', () => socket.io.engine.close());
    const reply = session.send('vote.cast', vote);
    expect(session.pending).toEqual(['vote.cast']);
    expect(await reply).toMatchObject({ ok: true });
    expect(sent).toEqual(['command', 'follow', 'command']);
    expect(votesIn(here)).toBe(1);
    await asServer();
  });

  test('given while the line is down is sent when it is back', async () => {
    const { here, session, socket, vote } = await votingHere();
    socket.io.engine.close();
    await vi.waitFor(() => expect(session.state).toBe('offline'));
    expect(await session.send('vote.cast', vote)).toMatchObject({ ok: true });
    expect(session.state).toBe('live');
    expect(votesIn(here)).toBe(1);
  });

  test('after the close is refused by name', async () => {
    const { here, session, vote } = await votingHere();
    await here.done(here.round.people.moderation, 'ballot.close', {
      sessionId: vote.sessionId,
      ballotId: vote.ballotId,
    });
    expect(await session.send('vote.cast', vote)).toEqual({ ok: false, code: 'ballot-closed' });
    await vi.waitFor(() => expect(session.view.ballots[0]?.result).not.toBeNull());
  });
});

test('somebody whose access has ended is told so, and nothing is sent any more', async () => {
  const { here, session, vote, caller } = await votingHere();
  here.signedIn.delete(caller.personId);
  here.live.drop(caller.personId);
  await vi.waitFor(() => expect(session.ended).toBe('not-signed-in'));
  expect(await session.send('vote.cast', vote)).toEqual({ ok: false, code: 'not-signed-in' });
});

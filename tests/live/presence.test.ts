import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Caller } from '#domain/people/caller.ts';
import { presenceGrace } from '#domain/prioritisation/ballot.ts';
import { change } from '../../server/database/database.ts';
import { createConnected } from '../../server/commands/connected.ts';
import { mayBeHere } from '../../server/session/sessions.ts';
import { until } from '../support/documents.ts';
import { otherSession, paperOn, pointsBallot, pointsFor } from '../session/session-here.ts';
import { type Follower, followed, type LiveHere, liveHere } from './live-here.ts';

/** Resolves when this person is told that exactly these are connected, and these were lately. */
function presence({ socket }: Follower, online: readonly Caller[], lately: readonly Caller[]): Promise<void> {
  const ids = (people: readonly { personId: string }[]) => people.map(({ personId }) => personId).toSorted();
  const wanted = JSON.stringify([ids(online), ids(lately)]);
  return new Promise((resolve) => {
    const look = (told: { online: readonly string[]; lately: readonly string[] }) => {
      if (JSON.stringify([told.online.toSorted(), told.lately.toSorted()]) !== wanted) return;
      socket.off('presence', look);
      resolve();
    };
    socket.on('presence', look);
  });
}

/** An open session with the moderator and the planner in it. */
async function opened() {
  const here = await liveHere();
  const { people, sessionId } = here.round;
  const moderator = await here.follow(people.moderation);
  await here.done(people.moderation, 'session.open', { sessionId });
  const both = presence(moderator, [people.moderation, people.jugendhilfeplanung], []);
  const planner = await here.follow(people.jugendhilfeplanung);
  await both;
  return { here, people, sessionId, moderator, planner };
}

const openBallot = async (here: LiveHere, moderator: Follower) => {
  expect(await moderator.send('ballot.open', pointsBallot(here.round))).toMatchObject({ ok: true });
};

async function lookAgain({ socket, start }: Follower) {
  const answer = await followed(socket, start.id);
  if (!answer.ok) throw new Error(answer.code);
  return answer.snapshot.view;
}

describe('whoever loses the connection around the opening', () => {
  test('keeps the vote for a while', async () => {
    const { here, people, moderator, planner } = await opened();
    const lately = presence(moderator, [people.moderation], [people.jugendhilfeplanung]);
    planner.socket.disconnect();
    await lately;
    await openBallot(here, moderator);
    const back = await here.follow(people.jugendhilfeplanung);
    const ballot = back.start.ballots.at(-1)!;
    expect(ballot).toMatchObject({ onRoll: true, voters: 1, late: [] });
    expect(await back.send('vote.cast', paperOn(here, ballot, pointsFor(ballot, 0, 2)))).toMatchObject({ ok: true });
  });

  test('is let in by the moderator after a longer absence, and told so', async () => {
    const { here, people, sessionId, moderator, planner } = await opened();
    const lately = presence(moderator, [people.moderation], [people.jugendhilfeplanung]);
    planner.socket.disconnect();
    await lately;
    here.later(presenceGrace);
    await openBallot(here, moderator);
    const { personId } = people.jugendhilfeplanung;
    expect((await lookAgain(moderator)).ballots.at(-1)).toMatchObject({ voters: 0, late: [personId] });
    const both = presence(moderator, [people.moderation, people.jugendhilfeplanung], []);
    const back = await here.follow(people.jugendhilfeplanung);
    await both;
    const ballot = back.start.ballots.at(-1)!;
    expect(ballot).toMatchObject({ onRoll: false, voters: 0 });
    const paper = paperOn(here, ballot, pointsFor(ballot, 0, 2));
    expect(await back.send('vote.cast', paper)).toEqual({ ok: false, code: 'not-on-roll' });
    const reply = await moderator.send('voter.admit', { sessionId, ballotId: ballot.id, personId });
    await back.reached(reply.ok ? reply.receipt.clock : 0);
    const admitted = { kind: 'voter.admitted', ballotId: ballot.id, admitted: [personId], voters: 1 };
    expect(back.steps.at(-1)!.facts).toEqual([{ ...admitted, onRoll: true }]);
    expect(await back.send('vote.cast', paper)).toMatchObject({ ok: true });
  });

  test('is there as long as one of several windows is', async () => {
    const { here, people, moderator, planner } = await opened();
    const second = await here.follow(people.jugendhilfeplanung);
    planner.socket.disconnect();
    here.later(presenceGrace);
    await openBallot(here, moderator);
    expect((await lookAgain(second)).ballots.at(-1)).toMatchObject({ onRoll: true, voters: 1 });
  });
});

test('Whoever goes over to another session is no longer in this one', async () => {
  const { here, people, moderator, planner } = await opened();
  const lately = presence(moderator, [people.moderation], [people.jugendhilfeplanung]);
  await followed(planner.socket, await otherSession(here));
  await lately;
});

test('Whoever hangs up while the server still reads is not taken for there', async () => {
  const { here, people, moderator } = await opened();
  const socket = await here.connect(people.behindertenbeirat);
  await here.done(people.behindertenbeirat, 'session.enter', { sessionId: here.round.sessionId });
  await change(here.db, async (changes) => {
    // What the answer needs cannot be read until the line is gone: somebody else has come after that.
    await sql`lock table attendance in access exclusive mode`.execute(changes);
    socket.emit('follow', here.round.sessionId, () => undefined);
    await until(async () => (await waiting(here)) > 0);
    socket.disconnect();
    await here.connect(people.observation);
  });
  here.later(presenceGrace);
  await openBallot(here, moderator);
  expect((await lookAgain(moderator)).ballots.at(-1)).toMatchObject({
    voters: 1,
    late: [people.behindertenbeirat.personId],
  });
});

test('A stop waits for what is still read for somebody who has hung up', async () => {
  const { here, people } = await opened();
  const socket = await here.connect(people.behindertenbeirat);
  let isOver = false;
  const stopped = await change(here.db, async (changes) => {
    await sql`lock table attendance in access exclusive mode`.execute(changes);
    socket.emit('follow', here.round.sessionId, () => undefined);
    await until(async () => (await waiting(here)) > 0);
    socket.disconnect();
    await here.connect(people.observation);
    const stopping = here.live.stop().then(() => (isOver = true));
    expect(await waiting(here)).toBe(1);
    expect(isOver).toBe(false);
    return [stopping];
  });
  await Promise.all(stopped);
  expect(here.logged).toEqual([]);
});

test('After a restart whoever has entered an open session counts as there for a while', async () => {
  const { here, people, sessionId } = await opened();
  let time = 0;
  const connected = createConnected(() => time);
  await mayBeHere(here.db.kysely, connected);
  expect(new Set(connected.of(sessionId).lately)).toEqual(
    new Set([people.moderation.personId, people.jugendhilfeplanung.personId]),
  );
  connected.came(sessionId, people.jugendhilfeplanung.personId, {});
  time += presenceGrace;
  expect(connected.of(sessionId)).toEqual({ online: [people.jugendhilfeplanung.personId], lately: [] });
});

/** How many statements wait for a lock. */
async function waiting({ db }: LiveHere): Promise<number> {
  const { rows } = await sql<{ many: number }>`select count(*)::int as many from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db.kysely);
  return rows[0]!.many;
}

import { describe, expect, test } from 'vitest';
import type { Caller } from '#domain/people/caller.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import { change } from '../../server/database/database.ts';
import {
  ballotHere,
  castHere,
  lastBallot,
  openHere,
  paperOn,
  pointsFor,
  type SessionHere,
  sessionHere,
} from '../session/session-here.ts';

/** A running ballot whose end was announced so many seconds ago; less than none: it is still to come. */
async function endedHere(here: SessionHere, ago: number): Promise<BallotView> {
  const ballot = await lastBallot(here, here.round.people.moderation);
  // The database's own clock: nobody's device says when the end has come.
  const closesAt = new Date(Date.parse((await here.look(here.round.people.moderation)).serverNow) - ago * 1000);
  await change(here.db, (changes) =>
    changes.updateTable('ballot').set({ closes_at: closesAt }).where('id', '=', ballot.id).execute(),
  );
  return ballot;
}

async function running() {
  const here = await sessionHere();
  await openHere(here);
  const ballot = await ballotHere(here);
  const { people, sessionId } = here.round;
  const one = { sessionId, ballotId: ballot.id };
  return {
    ...{ here, ballot, people, one },
    vote: (voter: Caller) => here.run(voter, 'vote.cast', paperOn(here, ballot, pointsFor(ballot, 0, 1))),
    close: () => here.run(people.moderation, 'ballot.close', one),
    ask: (voter: Caller) => here.run(voter, 'time.ask', one),
  };
}

const done = { ok: true };
const closed = { ok: false, code: 'ballot-closed' };
const runs = { ok: false, code: 'grace-runs' };

describe('an announced end', () => {
  test('is told to everybody, by the time of the database, and can be moved', async () => {
    const { here, people, one } = await running();
    for (const seconds of [60, 600]) {
      const before = Date.parse((await here.look(people.observation)).serverNow);
      await here.done(people.moderation, 'ballot.warn', { ...one, seconds });
      const { closesAt } = await lastBallot(here, people.observation);
      const after = Date.parse((await here.look(people.observation)).serverNow);
      expect(Date.parse(closesAt!)).toBeGreaterThanOrEqual(before + seconds * 1000);
      expect(Date.parse(closesAt!)).toBeLessThanOrEqual(after + seconds * 1000);
    }
    for (const seconds of [9, 601, 0.5])
      expect(await here.run(people.moderation, 'ballot.warn', { ...one, seconds })).toEqual({
        ok: false,
        code: 'bad-input',
      });
  });

  test('ends the vote, although nobody has closed the ballot', async () => {
    const { here, people, vote, close } = await running();
    await endedHere(here, -30);
    expect(await vote(people.jugendhilfeplanung)).toMatchObject(done);
    await endedHere(here, 0.001);
    expect(await vote(people.jugendhilfeplanung)).toEqual(closed);
    expect(await vote(people.behindertenbeirat)).toEqual(closed);
    expect(await close()).toMatchObject(done);
    expect((await lastBallot(here, people.observation)).result).toMatchObject({ voted: 1 });
  });

  test('is a minute later for whoever asked before, and for nobody who asks after', async () => {
    const { here, people, vote, close, ask } = await running();
    const [fast, slow] = [people.jugendhilfeplanung, people.behindertenbeirat];
    expect(await ask(slow)).toMatchObject(done);
    expect(await ask(slow), 'once is enough').toMatchObject(done);
    expect((await lastBallot(here, people.observation)).waitsFor).toBe(1);
    await endedHere(here, 59);
    expect(await ask(fast)).toEqual(closed);
    expect(await vote(fast)).toEqual(closed);
    expect(await close(), 'somebody is waited for').toEqual(runs);
    expect(await vote(slow)).toMatchObject(done);
    expect((await lastBallot(here, people.observation)).waitsFor).toBe(0);
    await endedHere(here, 61);
    expect(await vote(slow)).toEqual(closed);
    expect(await close()).toMatchObject(done);
  });

  test('waits also for whoever has voted, asked for more time, and is changing the paper', async () => {
    const { here, people, vote, close, ask } = await running();
    for (const voter of [people.jugendhilfeplanung, people.behindertenbeirat])
      expect(await vote(voter)).toMatchObject(done);
    expect(await ask(people.behindertenbeirat)).toMatchObject(done);
    expect((await lastBallot(here, people.observation)).waitsFor).toBe(1);
    await endedHere(here, 30);
    expect(await close(), 'the minute that was promised is not over').toEqual(runs);
    expect(await vote(people.behindertenbeirat)).toMatchObject(done);
    expect((await lastBallot(here, people.observation)).waitsFor).toBe(0);
    expect(await close()).toMatchObject(done);
  });

  test('can be put off and never brought forward', async () => {
    const { here, people, one } = await running();
    await here.done(people.moderation, 'ballot.warn', { ...one, seconds: 300 });
    const { closesAt } = await lastBallot(here, people.observation);
    await here.done(people.moderation, 'ballot.warn', { ...one, seconds: 30 });
    expect((await lastBallot(here, people.observation)).closesAt).toBe(closesAt);
    await here.done(people.moderation, 'ballot.warn', { ...one, seconds: 600 });
    expect(Date.parse((await lastBallot(here, people.observation)).closesAt!)).toBeGreaterThan(Date.parse(closesAt!));
  });

  test('is kept: nobody closes before it while somebody has not voted, not even with the session', async () => {
    const { here, ballot, people, one, vote, close } = await running();
    const end = () => here.run(people.moderation, 'session.close', { sessionId: one.sessionId });
    await here.done(people.moderation, 'ballot.warn', { ...one, seconds: 60 });
    expect(await vote(people.jugendhilfeplanung)).toMatchObject(done);
    expect(await close()).toEqual(runs);
    expect(await end()).toEqual(runs);
    await castHere(here, people.behindertenbeirat, ballot, pointsFor(ballot, 1, 1));
    expect(await close(), 'all have voted').toMatchObject(done);
    expect(await end()).toMatchObject(done);
  });

  test('that was never announced keeps nobody from closing', async () => {
    const { close, ask, people } = await running();
    expect(await ask(people.behindertenbeirat)).toMatchObject(done);
    expect(await close()).toMatchObject(done);
  });
});

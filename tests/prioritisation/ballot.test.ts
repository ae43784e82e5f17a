import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CommandInput } from '#domain/contract.ts';
import type { MeasureId } from '#domain/ids.ts';
import { pointsLines } from '#domain/prioritisation/result.ts';
import { change } from '../../server/database/database.ts';
import {
  ballotHere,
  castHere,
  closeHere,
  enterHere,
  lastBallot,
  openBallotHere,
  openHere,
  paperOn,
  pointsBallot,
  pointsFor,
  sessionHere,
  votersOf,
} from '../session/session-here.ts';

describe('a ballot', () => {
  test('asks about the measures as they were when it was opened, at the current agenda item', async () => {
    const here = await sessionHere();
    const { people, sessionId, items, measures } = here.round;
    await openHere(here);
    await here.done(people.moderation, 'agenda.advance', { sessionId, itemId: items[1]! });
    const ballot = await ballotHere(here);
    await change(here.db, (changes) => changes.updateTable('measure').set({ title: 'Umbenannt' }).execute());
    const { view } = await here.look(people.observation);
    expect(view.ballots).toEqual([ballot]);
    expect(ballot).toMatchObject({
      itemId: items[1],
      rule: { method: 'points', budget: 10, maxPerOption: 5 },
      ...{ voters: 2, voted: 0, round: 1, before: null, mine: null, result: null, closesAt: null, closedAt: null },
    });
    expect(ballot.options.map(({ measureId, title }) => [measureId, title])).toEqual(
      measures.map((id, index) => [id, `Maßnahme ${index + 1}`]),
    );
  });

  test('runs alone, in an open session, over measures of the round', async () => {
    const here = await sessionHere();
    const { people, measures } = here.round;
    const open = (other: Partial<CommandInput<'ballot.open'>> = {}) =>
      here.run(people.moderation, 'ballot.open', { ...pointsBallot(here.round), ...other });
    expect(await open()).toEqual({ ok: false, code: 'session-not-open' });
    await openHere(here);
    expect(await open({ measureIds: [measures[0]!, randomUUID() as MeasureId] })).toEqual({
      ok: false,
      code: 'not-an-option',
    });
    expect(await open()).toMatchObject({ ok: true });
    expect(await open({ title: 'Zweite' })).toEqual({ ok: false, code: 'ballot-running' });
  });

  test('lets people change their mind, and hides it from all others until it is closed', async () => {
    const here = await sessionHere();
    const { people } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here);
    const voter = people.behindertenbeirat;
    await castHere(here, voter, ballot, [5, 5, null, null]);
    await castHere(here, voter, ballot, [0, 2, null, null]);
    expect(await lastBallot(here, voter)).toMatchObject({
      voted: 1,
      mine: { marks: [0, 2, null, null] },
      result: null,
    });
    for (const other of [people.moderation, people.coordination, people.observation, people.jugendhilfeplanung])
      expect(await lastBallot(here, other)).toMatchObject({ voted: 1, mine: null, result: null });
    await castHere(here, voter, ballot, [null, 0, null, null]);
    expect(await lastBallot(here, voter)).toMatchObject({ voted: 1, mine: { marks: [null, 0, null, null] } });
    const closed = await closeHere(here, ballot);
    expect(closed.closedAt).not.toBeNull();
    expect(closed.result).toMatchObject({ voted: 1, entitled: 2 });
    expect(pointsLines(closed.result!).map(({ points }) => points)).toEqual([0, 0, 0, 0]);
  });

  test('is closed once; a late vote is refused and changes nothing', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here);
    await castHere(here, people.jugendhilfeplanung, ballot, pointsFor(ballot, 0, 5));
    await closeHere(here, ballot);
    const before = await here.look(people.jugendhilfeplanung);
    const closed = { ok: false, code: 'ballot-closed' };
    const one = { sessionId, ballotId: ballot.id };
    expect(await here.run(people.moderation, 'ballot.close', one)).toEqual(closed);
    const late = paperOn(here, ballot, pointsFor(ballot, 1, 5));
    expect(await here.run(people.jugendhilfeplanung, 'vote.cast', late)).toEqual(closed);
    expect(await here.run(people.jugendhilfeplanung, 'time.ask', one)).toEqual(closed);
    expect(await here.run(people.moderation, 'ballot.warn', { ...one, seconds: 60 })).toEqual(closed);
    expect(await here.run(people.moderation, 'hands.count', { ...one, hands: 0, counts: [0, 0, 0, 0] })).toEqual(
      closed,
    );
    const { personId } = people.coordination;
    expect(await here.run(people.moderation, 'voter.admit', { ...one, personId })).toEqual(closed);
    expect((await here.look(people.jugendhilfeplanung)).view).toEqual(before.view);
  });

  test('refuses by name what its rule forbids', async () => {
    const here = await sessionHere();
    const { people } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here);
    const vote = (...marks: (number | null)[]) =>
      here.run(people.jugendhilfeplanung, 'vote.cast', paperOn(here, ballot, marks));
    expect(await vote(6, null, null, null)).toEqual({ ok: false, code: 'measure-limit' });
    expect(await vote(5, 5, 1, null)).toEqual({ ok: false, code: 'budget-spent' });
    expect(await vote(5, 5, 0, 0, 0)).toEqual({ ok: false, code: 'bad-input' });
    expect(await lastBallot(here, people.jugendhilfeplanung)).toMatchObject({ voted: 0, mine: null });
  });

  test('counts no paper of somebody who has read other words', async () => {
    const here = await sessionHere();
    const [voter] = votersOf(here.round);
    await openHere(here);
    const first = await ballotHere(here);
    await closeHere(here, first);
    await change(here.db, (changes) => changes.updateTable('measure').set({ summary: 'Ganz anders' }).execute());
    const second = await ballotHere(here);
    expect(second.hash).not.toBe(first.hash);
    const marks = pointsFor(second, 0, 5);
    const stale = paperOn(here, { ...second, hash: first.hash }, marks);
    expect(await here.run(voter!, 'vote.cast', stale)).toEqual({ ok: false, code: 'wording-changed' });
    expect(await lastBallot(here, voter!)).toMatchObject({ voted: 0, mine: null });
    await castHere(here, voter!, second, marks);
  });

  test('is known by all that decides how it is counted: one hash for the same, another for anything else', async () => {
    const here = await sessionHere();
    await openHere(here);
    const hashOf = async (how: Partial<CommandInput<'ballot.open'>>) => {
      const ballot = await openBallotHere(here, how);
      await closeHere(here, ballot);
      return ballot.hash;
    };
    const { measures } = here.round;
    const same = [await hashOf({}), await hashOf({}), await hashOf({ handVoters: 3 })];
    expect(new Set(same).size).toBe(1);
    const others = [
      await hashOf({ title: 'Andere' }),
      await hashOf({ secrecy: 'named' }),
      await hashOf({ unit: 'group' }),
      await hashOf({ measureIds: measures.toReversed() }),
      await hashOf({ rule: { method: 'points', budget: 10, maxPerOption: 4 } }),
      await hashOf({ rule: { method: 'ranking' } }),
    ];
    expect(new Set([...same, ...others]).size).toBe(7);
  });
});

describe('a repetition', () => {
  test('is a ballot of its own with the same words, and leaves the old result as it was', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    const [planner, delegate] = votersOf(here.round) as [typeof people.coordination, typeof people.coordination];
    await openHere(here);
    const first = await ballotHere(here);
    const again = { sessionId, ballotId: first.id };
    expect(await here.run(people.moderation, 'ballot.repeat', again)).toEqual({ ok: false, code: 'ballot-running' });
    await castHere(here, planner, first, pointsFor(first, 0, 5));
    const decided = await closeHere(here, first);
    await change(here.db, (changes) => changes.updateTable('measure').set({ title: 'Umbenannt' }).execute());
    await enterHere(here, [people.coordination]);
    await here.done(people.moderation, 'ballot.repeat', again);
    const second = await lastBallot(here, planner);
    expect(second).toMatchObject({
      ...{ round: 2, before: first.id, hash: first.hash, options: first.options, rule: first.rule },
      // The roll is of those who are there now.
      ...{ voters: 3, voted: 0, mine: null, onRoll: true },
    });
    expect(second.id).not.toBe(first.id);
    for (const voter of [planner, delegate, people.coordination])
      await castHere(here, voter, second, pointsFor(second, 1, 2));
    const result = await closeHere(here, second);
    expect(pointsLines(result.result!)[0]).toMatchObject({ option: 1, points: 6 });
    const { ballots } = (await here.look(people.observation)).view;
    expect(ballots).toEqual([decided, result]);
  });
});

import { describe, expect, test } from 'vitest';
import type { CommandInput } from '#domain/contract.ts';
import type { Caller } from '#domain/people/caller.ts';
import { presenceGrace } from '#domain/prioritisation/ballot.ts';
import { applyStep } from '#domain/session/view.ts';
import { stepFor } from '../../server/commands.ts';
import {
  castHere,
  closeHere,
  enterHere,
  guestsHere,
  lastBallot,
  openHere,
  paperOn,
  pointsBallot,
  pointsFor,
  type SessionHere,
  sessionHere,
} from '../session/session-here.ts';

/** An open session that the planner and the delegate have entered at the same time; from then on the time passes. */
async function entered() {
  const here = await sessionHere();
  const { people, sessionId } = here.round;
  await openHere(here);
  await enterHere(here, [people.moderation, people.jugendhilfeplanung, people.behindertenbeirat, people.observation]);
  return { here, sessionId, ...people };
}

const isBack = (here: SessionHere, { personId }: Caller): void =>
  here.connected.came(here.round.sessionId, personId, {});

/** Opens a ballot; everybody's old view and what they are told of it make a fresh view. Answers it as the moderator sees it. */
async function open(here: SessionHere, input: Partial<CommandInput<'ballot.open'>> = {}) {
  const { stranger: _, coordination: __, ...people } = here.round.people;
  const stale = await Promise.all(Object.values(people).map(async (viewer) => (await here.look(viewer)).view));
  await here.done(people.moderation, 'ballot.open', { ...pointsBallot(here.round), ...input });
  for (const [place, viewer] of Object.values(people).entries()) {
    const { clock, facts } = stepFor(here.steps.at(-1)!, viewer.personId);
    expect(applyStep(stale[place]!, clock, facts), viewer.name).toEqual((await here.look(viewer)).view);
  }
  return lastBallot(here, people.moderation);
}

describe('the roll of those who are there', () => {
  test('leaves out who is gone; who comes back is late until let in, and counts from then on', async () => {
    const { here, sessionId, moderation, jugendhilfeplanung: gone, behindertenbeirat: there } = await entered();
    here.later(presenceGrace + 1);
    isBack(here, there);
    const ballot = await open(here);
    expect(ballot).toMatchObject({ roll: 'present', voters: 1, late: [gone.personId] });
    expect(await lastBallot(here, gone)).toMatchObject({ onRoll: false });
    expect(await lastBallot(here, there)).toMatchObject({ onRoll: true });
    const paper = paperOn(here, ballot, pointsFor(ballot, 0, 2));
    expect(await here.run(gone, 'vote.cast', paper)).toEqual({ ok: false, code: 'not-on-roll' });
    await here.done(moderation, 'voter.admit', { sessionId, ballotId: ballot.id, personId: gone.personId });
    expect(await lastBallot(here, gone)).toMatchObject({ onRoll: true, voters: 2, late: [] });
    await here.done(gone, 'vote.cast', paper);
    expect((await closeHere(here, ballot)).result).toMatchObject({ voted: 1, entitled: 2 });
  });

  test('keeps who has lost the connection for a moment', async () => {
    const { here, jugendhilfeplanung } = await entered();
    here.later(presenceGrace - 1);
    expect(await open(here)).toMatchObject({ voters: 2, late: [] });
    expect(await lastBallot(here, jugendhilfeplanung)).toMatchObject({ onRoll: true });
  });

  test('says nothing of an absent majority: it is not entitled, and misses no quorum', async () => {
    const { here, sessionId, behindertenbeirat } = await entered();
    const guests = await guestsHere(here, 4);
    await enterHere(here, guests);
    here.later(presenceGrace + 1);
    isBack(here, behindertenbeirat);
    const rule = { method: 'resolution', majority: 'absolute', quorum: 50 } as const;
    const ballot = await open(here, { sessionId, rule, measureIds: [], motion: 'Wir beginnen.' });
    await castHere(here, behindertenbeirat, ballot, [1]);
    expect((await closeHere(here, ballot)).result).toMatchObject({ voted: 1, entitled: 1 });
  });

  test('has the vote of a group while anybody of it is there', async () => {
    const { here, sessionId, behindertenbeirat, jugendhilfeplanung } = await entered();
    const { group } = behindertenbeirat.seats[0]!;
    const [colleague] = (await guestsHere(here, 1, sessionId, group)) as [Caller];
    await enterHere(here, [colleague]);
    here.later(presenceGrace + 1);
    isBack(here, colleague);
    const ballot = await open(here, { unit: 'group' });
    expect(ballot).toMatchObject({ voters: 1, late: [jugendhilfeplanung.personId] });
    // Who of the group comes back speaks for a vote that is on the roll.
    expect(await lastBallot(here, behindertenbeirat)).toMatchObject({ onRoll: true });
  });

  test('leaves out the vote of a group of which nobody is there', async () => {
    const { here, sessionId, behindertenbeirat, jugendhilfeplanung, moderation } = await entered();
    here.later(presenceGrace + 1);
    isBack(here, jugendhilfeplanung);
    const ballot = await open(here, { unit: 'group' });
    expect(ballot).toMatchObject({ voters: 1, late: [behindertenbeirat.personId] });
    const admit = { sessionId, ballotId: ballot.id, personId: behindertenbeirat.personId };
    await here.done(moderation, 'voter.admit', admit);
    expect(await lastBallot(here, behindertenbeirat)).toMatchObject({ onRoll: true, voters: 2 });
  });
});

test('The roll of all who entered has also those who are gone', async () => {
  const { here, jugendhilfeplanung, behindertenbeirat } = await entered();
  here.later(presenceGrace + 1);
  isBack(here, behindertenbeirat);
  const ballot = await open(here, { roll: 'entered' });
  expect(ballot).toMatchObject({ roll: 'entered', voters: 2, late: [] });
  expect(await lastBallot(here, jugendhilfeplanung)).toMatchObject({ onRoll: true });
  expect((await closeHere(here, ballot)).result).toMatchObject({ voted: 0, entitled: 2 });
});

test('A repetition closes its roll anew, in the same way or as the moderator says', async () => {
  const { here, sessionId, moderation, behindertenbeirat } = await entered();
  const first = await open(here, { roll: 'entered' });
  await closeHere(here, first);
  here.later(presenceGrace + 1);
  isBack(here, behindertenbeirat);
  await here.done(moderation, 'ballot.repeat', { sessionId, ballotId: first.id });
  const second = await lastBallot(here, moderation);
  expect(second).toMatchObject({ roll: 'entered', voters: 2 });
  await closeHere(here, second);
  await here.done(moderation, 'ballot.repeat', { sessionId, ballotId: second.id, roll: 'present' });
  expect(await lastBallot(here, moderation)).toMatchObject({ roll: 'present', voters: 1 });
});

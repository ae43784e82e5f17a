import { expect, test } from 'vitest';
import type { CommandInput, CommandName } from '#domain/contract.ts';
import type { Caller } from '#domain/people/caller.ts';
import type { Unit } from '#domain/prioritisation/ballot.ts';
import { applyStep } from '#domain/session/view.ts';
import { stepFor } from '../../server/commands.ts';
import { openBallotHere, openHere, type SessionHere, sessionHere } from '../session/session-here.ts';

/** Gives a command, and holds what it tells the viewer against a fresh look. Answers the ballot as the viewer sees it then. */
async function seen<Name extends CommandName>(
  here: SessionHere,
  viewer: Caller,
  by: Caller,
  command: Name,
  input: CommandInput<Name>,
) {
  const stale = (await here.look(viewer)).view;
  await here.done(by, command, input);
  const { clock, facts } = stepFor(here.steps.at(-1)!, viewer.personId);
  const fresh = (await here.look(viewer)).view;
  expect(applyStep(stale, clock, facts).ballots.at(-1)).toEqual(fresh.ballots.at(-1));
  return fresh.ballots.at(-1)!;
}

/** A ballot on points is running, and nobody but the moderation had come before. */
async function opened(unit: Unit) {
  const here = await sessionHere();
  const { people, sessionId } = here.round;
  await openHere(here);
  await here.done(people.moderation, 'session.enter', { sessionId });
  const ballot = await openBallotHere(here, { unit, handVoters: 4 }, []);
  return { here, people, sessionId, ballotId: ballot.id, hash: ballot.hash };
}

test('Who may vote and comes after the opening is late until let in; whoever only watches is not', async () => {
  const { here, people, sessionId, ballotId } = await opened('person');
  const { moderation, jugendhilfeplanung, behindertenbeirat, observation } = people;
  await here.done(observation, 'session.enter', { sessionId });
  await here.done(behindertenbeirat, 'session.enter', { sessionId });
  const arrived = await seen(here, moderation, jugendhilfeplanung, 'session.enter', { sessionId });
  expect(arrived.late).toEqual([behindertenbeirat.personId, jugendhilfeplanung.personId]);
  const { personId } = jugendhilfeplanung;
  const admitted = await seen(here, moderation, moderation, 'voter.admit', { sessionId, ballotId, personId });
  expect(admitted).toMatchObject({ late: [behindertenbeirat.personId], voters: 1 });
  const closed = await seen(here, moderation, moderation, 'ballot.close', { sessionId, ballotId });
  expect(closed.late).toEqual([]);
});

test('Where groups vote, whoever speaks for a group that is on the roll is not late', async () => {
  const { here, people, sessionId, ballotId } = await opened('group');
  const { moderation, behindertenbeirat } = people;
  const first = await seen(here, moderation, behindertenbeirat, 'session.enter', { sessionId });
  expect(first.late).toEqual([behindertenbeirat.personId]);
  const { personId } = behindertenbeirat;
  const admitted = await seen(here, moderation, moderation, 'voter.admit', { sessionId, ballotId, personId });
  expect(admitted.late).toEqual([]);
});

test('Everybody sees how many hands were counted, and how many still want more time', async () => {
  const { here, people, sessionId, ballotId, hash } = await opened('person');
  const { moderation, jugendhilfeplanung } = people;
  const { personId } = jugendhilfeplanung;
  await here.done(jugendhilfeplanung, 'session.enter', { sessionId });
  await here.done(moderation, 'voter.admit', { sessionId, ballotId, personId });
  const hands = { sessionId, ballotId, hands: 3, counts: [10, 5, 0, 2] };
  expect(await seen(here, jugendhilfeplanung, moderation, 'hands.count', hands)).toMatchObject({ voted: 3, hands: 3 });
  const asked = await seen(here, moderation, jugendhilfeplanung, 'time.ask', { sessionId, ballotId });
  expect(asked.waitsFor).toBe(1);
  const paper = { sessionId, ballotId, hash, marks: [1, null, null, null] };
  const voted = await seen(here, moderation, jugendhilfeplanung, 'vote.cast', paper);
  expect(voted).toMatchObject({ voted: 4, waitsFor: 0 });
});

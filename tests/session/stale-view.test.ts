import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type CommandInput, type CommandName, commands } from '#domain/contract.ts';
import type { Caller } from '#domain/people/caller.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import { applyStep } from '#domain/session/view.ts';
import { stepFor } from '../../server/commands.ts';
import {
  ballotHere,
  castHere,
  closeHere,
  enterHere,
  guestsHere,
  openBallotHere,
  openHere,
  paperOn,
  pointsBallot,
  pointsFor,
  type SessionHere,
  sessionHere,
} from './session-here.ts';

type Order = { [Name in CommandName]: { by: Caller; input: CommandInput<Name> } }[CommandName];
const ballotCommands = [
  'ballot.open',
  'vote.cast',
  'voter.admit',
  'ballot.close',
  'ballot.repeat',
  'session.close',
] as const;

type Room = { readonly here: SessionHere; readonly viewers: readonly Caller[]; readonly ballot: BallotView };

/** Brings a session to where the command can be given, with everybody in it, and says how to give it. */
async function ready(
  here: SessionHere,
  name: CommandName,
  viewers: readonly Caller[],
  how: Partial<CommandInput<'ballot.open'>> = {},
): Promise<Order> {
  const { people, sessionId, items, measures } = here.round;
  const { moderation } = people;
  if (name === 'session.enter') return { by: people.observation, input: { sessionId } };
  if (name === 'session.open') return { by: moderation, input: { sessionId } };
  await openHere(here);
  await enterHere(here, name === 'voter.admit' ? viewers.filter((each) => each !== people.coordination) : viewers);
  if (name === 'agenda.advance') return { by: moderation, input: { sessionId, itemId: items[1]! } };
  await here.done(moderation, 'agenda.advance', { sessionId, itemId: items[2]! });
  const other = { ...pointsBallot(here.round), title: 'Andere', measureIds: measures.toReversed() };
  if (name === 'ballot.open') return { by: moderation, input: { ...other, ...how } };
  const ballot = await openBallotHere(here, { handVoters: how.secrecy === 'secret' ? 0 : 6, ...how });
  if (name === 'voter.admit') await enterHere(here, [people.coordination]);
  return aboutBallot({ here, viewers, ballot }, name);
}

async function aboutBallot({ here, ballot }: Room, name: CommandName): Promise<Order> {
  const { people, sessionId } = here.round;
  const { moderation, jugendhilfeplanung: planner } = people;
  const one = { sessionId, ballotId: ballot.id };
  await here.done(planner, 'time.ask', one);
  await castHere(here, people.behindertenbeirat, ballot, [1, null, 3, 0]);
  const hands = { ...one, hands: 3, counts: [5, 0, 2, 1] };
  if (name === 'vote.cast') return { by: planner, input: paperOn(here, ballot, [3, 1, 0, null]) };
  if (name === 'time.ask') return { by: people.coordination, input: one };
  if (name === 'voter.admit') return { by: moderation, input: { ...one, personId: people.coordination.personId } };
  if (name === 'ballot.warn') return { by: moderation, input: { ...one, seconds: 60 } };
  if (name === 'hands.count') return { by: moderation, input: hands };
  for (const [place, voter] of [planner, planner, people.coordination].entries())
    await castHere(here, voter, ballot, pointsFor(ballot, place, 4));
  if (name === 'ballot.close') return { by: moderation, input: one };
  if (name === 'session.close') return { by: moderation, input: { sessionId } };
  await closeHere(here, ballot);
  const reason = 'Weil zwei Träger zugesagt haben.';
  if (name === 'order.agree') return { by: moderation, input: { ...one, order: [3, 1, 0, 2], reason } };
  if (name === 'measure.recommend')
    return { by: moderation, input: { ...one, option: 2, way: 'report', reason, dissent: '' } };
  return { by: moderation, input: one };
}

async function expectSameView(name: CommandName, how: Partial<CommandInput<'ballot.open'>> = {}): Promise<void> {
  const here = await sessionHere();
  const { behindertenbeirat } = here.round.people;
  const [group] = behindertenbeirat.seats.map((seat) => seat.group);
  const viewers = [
    ...Object.values(here.round.people).filter(({ seats }) => seats.length > 0),
    ...(await guestsHere(here, 1)),
    ...(await guestsHere(here, 1, here.round.sessionId, group)),
  ];
  const { by, input } = await ready(here, name, viewers, how);
  const stale = await Promise.all(viewers.map((viewer) => here.look(viewer)));
  const told = here.steps.length;
  const reply = await here.commands.run(by, { requestId: randomUUID(), command: name, input });
  expect(reply).toMatchObject({ ok: true });
  expect(here.steps.length).toBe(told + 1);
  for (const [index, viewer] of viewers.entries()) {
    const { clock, facts } = stepFor(here.steps.at(-1)!, viewer.personId);
    expect(clock).toBe(stale[index]!.view.clock + 1);
    expect(applyStep(stale[index]!.view, clock, facts), viewer.name).toEqual((await here.look(viewer)).view);
  }
}

describe('a stale snapshot and the facts since make a fresh snapshot', () => {
  test.each(Object.keys(commands) as CommandName[])('after %s, for everybody', (name) => expectSameView(name));

  const kinds = [
    ['secret', 'person'],
    ['secret', 'group'],
    ['named', 'group'],
  ] as const;
  test.each(kinds.flatMap((kind) => ballotCommands.map((name) => [name, ...kind] as const)))(
    'after %s in a ballot that is %s, with a vote for each %s',
    (name, secrecy, unit) => expectSameView(name, { secrecy, unit }),
  );

  test('after a whole session in which several people act at once', async () => {
    const here = await sessionHere(6);
    const { people, sessionId, items } = here.round;
    const guests = await guestsHere(here, 8);
    const viewers = [...Object.values(people).filter(({ seats }) => seats.length > 0), ...guests];
    const stale = await Promise.all(viewers.map((viewer) => here.look(viewer)));
    await openHere(here);
    await Promise.all(viewers.map((viewer) => here.done(viewer, 'session.enter', { sessionId })));
    const voters = [people.jugendhilfeplanung, people.behindertenbeirat, ...guests];
    for (const turn of [1, 2]) {
      await here.done(people.moderation, 'agenda.advance', { sessionId, itemId: items[turn]! });
      const ballot = await ballotHere(here, 6, 3);
      const votes = voters.flatMap((voter, index) =>
        [1, 3, 0].map((points, again) =>
          castHere(here, voter, ballot, pointsFor(ballot, (index + again * turn) % 6, points)),
        ),
      );
      await Promise.all(votes);
      await closeHere(here, ballot);
    }
    await here.done(people.moderation, 'session.close', { sessionId });
    expect(here.steps.map(({ clock }) => clock)).toEqual(here.steps.map((_, index) => index + 1));
    for (const [index, viewer] of viewers.entries()) {
      const grown = here.steps
        .map((step) => stepFor(step, viewer.personId))
        .reduce((view, { clock, facts }) => applyStep(view, clock, facts), stale[index]!.view);
      expect(grown, viewer.name).toEqual((await here.look(viewer)).view);
    }
  });
});

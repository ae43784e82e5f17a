import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type CommandInput, type CommandName, commands } from '#domain/contract.ts';
import type { Caller } from '#domain/people/caller.ts';
import { applyStep } from '#domain/session/view.ts';
import { stepFor } from '../../server/commands.ts';
import { ballotHere, guestsHere, openHere, type SessionHere, sessionHere } from './session-here.ts';

type Order = { [Name in CommandName]: { by: Caller; input: CommandInput<Name> } };

/** Brings a session to where the command can be given, and says how to give it. */
async function ready(here: SessionHere, name: CommandName): Promise<Order[CommandName]> {
  const { people, sessionId, items, measures } = here.round;
  const { moderation, jugendhilfeplanung } = people;
  if (name === 'session.enter') return { by: people.observation, input: { sessionId } };
  if (name === 'session.open') return { by: moderation, input: { sessionId } };
  await openHere(here);
  if (name === 'agenda.advance') return { by: moderation, input: { sessionId, itemId: items[1]! } };
  await here.done(moderation, 'agenda.advance', { sessionId, itemId: items[2]! });
  const open = { sessionId, title: 'Schwerpunkte', budget: 7, maxPerMeasure: 4, measureIds: measures.toReversed() };
  if (name === 'ballot.open') return { by: moderation, input: open };
  const { id: ballotId } = await ballotHere(here);
  const points = { [measures[0]!]: 3, [measures[1]!]: 1, [measures[2]!]: 0 };
  if (name === 'vote.cast') {
    await here.done(jugendhilfeplanung, 'vote.cast', { sessionId, ballotId, points: { [measures[2]!]: 5 } });
    return { by: jugendhilfeplanung, input: { sessionId, ballotId, points } };
  }
  await here.done(jugendhilfeplanung, 'vote.cast', { sessionId, ballotId, points });
  await here.done(people.behindertenbeirat, 'vote.cast', { sessionId, ballotId, points: { [measures[1]!]: 5 } });
  return name === 'ballot.close'
    ? { by: moderation, input: { sessionId, ballotId } }
    : { by: moderation, input: { sessionId } };
}

describe('a stale snapshot and the facts since make a fresh snapshot', () => {
  test.each(Object.keys(commands) as CommandName[])('after %s, for everybody', async (name) => {
    const here = await sessionHere();
    const { by, input } = await ready(here, name);
    const viewers = [
      ...Object.values(here.round.people).filter(({ seats }) => seats.length > 0),
      ...(await guestsHere(here, 1)),
    ];
    const stale = await Promise.all(viewers.map((viewer) => here.look(viewer)));
    const told = here.steps.length;
    const reply = await here.commands.run(by, { requestId: randomUUID(), command: name, input });
    expect(reply.ok).toBe(true);
    expect(here.steps.length).toBe(told + 1);
    for (const [index, viewer] of viewers.entries()) {
      const { clock, facts } = stepFor(here.steps.at(-1)!, viewer.personId);
      expect(clock).toBe(stale[index]!.view.clock + 1);
      expect(applyStep(stale[index]!.view, clock, facts), viewer.name).toEqual((await here.look(viewer)).view);
    }
  });

  test('after a whole session in which several people act at once', async () => {
    const here = await sessionHere(6);
    const { people, sessionId, items, measures } = here.round;
    const guests = await guestsHere(here, 8);
    const viewers = [...Object.values(people).filter(({ seats }) => seats.length > 0), ...guests];
    const stale = await Promise.all(viewers.map((viewer) => here.look(viewer)));
    await openHere(here);
    await Promise.all(viewers.map((viewer) => here.done(viewer, 'session.enter', { sessionId })));
    const voters = [people.jugendhilfeplanung, people.behindertenbeirat, ...guests];
    for (const turn of [1, 2]) {
      await here.done(people.moderation, 'agenda.advance', { sessionId, itemId: items[turn]! });
      const { id: ballotId } = await ballotHere(here, 6, 3);
      const votes = voters.flatMap((voter, index) =>
        [1, 3, 0].map((points, again) =>
          here.done(voter, 'vote.cast', {
            sessionId,
            ballotId,
            points: { [measures[(index + again * turn) % 6]!]: points },
          }),
        ),
      );
      await Promise.all(votes);
      await here.done(people.moderation, 'ballot.close', { sessionId, ballotId });
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

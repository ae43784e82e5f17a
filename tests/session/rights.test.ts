import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type CommandInput, type CommandName, commands } from '#domain/contract.ts';
import type { Caller } from '#domain/people/caller.ts';
import { roleMay } from '#domain/people/permissions.ts';
import {
  ballotHere,
  closeHere,
  guestsHere,
  openBallotHere,
  openHere,
  otherSession,
  paperOn,
  pointsBallot,
  pointsFor,
  sessionHere,
} from './session-here.ts';

type OneBallot = CommandInput<'ballot.close'>;
const names = Object.keys(commands) as CommandName[];

describe('who may do what', () => {
  test('each role may give exactly the commands that the table of rights names', async () => {
    const here = await sessionHere();
    const { people, sessionId, items } = here.round;
    await openHere(here);
    const earlier = await ballotHere(here);
    await closeHere(here, earlier);
    const ballot = await openBallotHere(here, { handVoters: 5 });
    const second = await otherSession(here);
    const [guest] = await guestsHere(here, 1);
    const [foreign] = await guestsHere(here, 1, second);
    const [one, over] = [ballot, earlier].map(({ id }) => ({ sessionId, ballotId: id })) as [OneBallot, OneBallot];
    const inputs: { [Name in CommandName]: CommandInput<Name> } = {
      'session.open': { sessionId },
      'session.enter': { sessionId },
      'session.close': { sessionId },
      'agenda.advance': { sessionId, itemId: items[0]! },
      'ballot.open': { ...pointsBallot(here.round), title: 'Zweite' },
      'ballot.repeat': over,
      'ballot.warn': { ...one, seconds: 10 },
      'ballot.close': one,
      'vote.cast': paperOn(here, ballot, pointsFor(ballot, 0, 1)),
      'time.ask': one,
      'voter.admit': { ...one, personId: people.jugendhilfeplanung.personId },
      'hands.count': { ...one, hands: 1, counts: [1, 0, 0, 0] },
      'order.agree': { ...over, order: [0, 1, 2, 3], reason: 'Weil alle es so wollen.' },
      'measure.recommend': { ...over, option: 0, way: 'store', reason: 'Später', dissent: '' },
    };
    const callers: [string, Caller][] = [...Object.entries({ ...people, guest: guest!, foreign: foreign! })];
    const answers = new Map<string, string>();
    const ending: readonly CommandName[] = ['ballot.close', 'session.close'];
    for (const name of [...names.filter((each) => !ending.includes(each)), ...ending])
      // Who may comes last, so that all others meet the same session.
      for (const [who, caller] of callers.toSorted(([, a], [, b]) => Number(may(a, name)) - Number(may(b, name)))) {
        const reply = await here.commands.run(caller, { requestId: randomUUID(), command: name, input: inputs[name] });
        answers.set(`${who} ${name}`, reply.ok ? 'done' : reply.code);
      }
    for (const name of names)
      for (const [who, caller] of callers) {
        const answer = answers.get(`${who} ${name}`);
        if (who === 'stranger' || who === 'foreign') expect(answer, `${who} ${name}`).toBe('not-found');
        else if (may(caller, name)) expect(answer, `${who} ${name}`).not.toMatch(/not-allowed|not-found|failed/);
        else expect(answer, `${who} ${name}`).toBe('not-allowed');
      }
  });
});

const may = ({ seats: [seat] }: Caller, name: CommandName): boolean => seat !== undefined && roleMay(seat.role, name);

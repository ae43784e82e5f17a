import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type CommandInput, type CommandName, commands } from '#domain/contract.ts';
import type { Caller } from '#domain/people/caller.ts';
import { roleMay } from '#domain/people/permissions.ts';
import { ballotHere, guestsHere, openHere, otherSession, sessionHere } from './session-here.ts';

const names = Object.keys(commands) as CommandName[];

describe('who may do what', () => {
  test('each role may give exactly the commands that the table of rights names', async () => {
    const here = await sessionHere();
    const { people, sessionId, items, measures } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here);
    const second = await otherSession(here);
    const [guest] = await guestsHere(here, 1);
    const [foreign] = await guestsHere(here, 1, second);
    const inputs: { [Name in CommandName]: CommandInput<Name> } = {
      'session.open': { sessionId },
      'session.enter': { sessionId },
      // Refused by the rules of the ballot, so that the session stays open for the next caller.
      'session.close': { sessionId },
      'agenda.advance': { sessionId, itemId: items[0]! },
      'ballot.open': { sessionId, title: 'Zweite', budget: 3, maxPerMeasure: 3, measureIds: [...measures] },
      'ballot.close': { sessionId, ballotId: ballot.id },
      'vote.cast': { sessionId, ballotId: ballot.id, points: { [measures[0]!]: 1 } },
    };
    const callers: [string, Caller][] = [...Object.entries({ ...people, guest: guest!, foreign: foreign! })];
    const refused = new Map<string, string>();
    for (const name of names.filter((each) => each !== 'session.close' && each !== 'ballot.close'))
      for (const [who, caller] of callers) {
        const reply = await here.commands.run(caller, { requestId: randomUUID(), command: name, input: inputs[name] });
        refused.set(`${who} ${name}`, reply.ok ? 'done' : reply.code);
      }
    for (const name of ['ballot.close', 'session.close'] as const)
      for (const [who, caller] of callers.toSorted(([, a], [, b]) => Number(may(a, name)) - Number(may(b, name)))) {
        const reply = await here.commands.run(caller, { requestId: randomUUID(), command: name, input: inputs[name] });
        refused.set(`${who} ${name}`, reply.ok ? 'done' : reply.code);
      }
    for (const name of names)
      for (const [who, caller] of callers) {
        const answer = refused.get(`${who} ${name}`);
        if (who === 'stranger' || who === 'foreign') expect(answer, `${who} ${name}`).toBe('not-found');
        else if (may(caller, name)) expect(answer, `${who} ${name}`).not.toMatch(/not-allowed|not-found|failed/);
        else expect(answer, `${who} ${name}`).toBe('not-allowed');
      }
  });
});

const may = ({ seats: [seat] }: Caller, name: CommandName): boolean => seat !== undefined && roleMay(seat.role, name);

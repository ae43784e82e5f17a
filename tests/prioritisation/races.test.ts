import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CommandInput, Reply } from '#domain/contract.ts';
import type { Caller } from '#domain/people/caller.ts';
import { ballotHere, guestsHere, openHere, type SessionHere, sessionHere } from '../session/session-here.ts';

/** Sends votes to two servers in turn. */
function votingAtBoth(here: SessionHere) {
  let count = 0;
  return (caller: Caller, input: CommandInput<'vote.cast'>, requestId: string = randomUUID()): Promise<Reply> => {
    count += 1;
    const server = count % 2 === 0 ? here.commands : here.elsewhere;
    return server.run(caller, { requestId, command: 'vote.cast', input });
  };
}

const codes = (replies: readonly Reply[]) => replies.flatMap((reply) => (reply.ok ? [] : [reply.code]));

describe('votes at the same time', () => {
  test('of 40 that race for the 9 points that remain, exactly 9 stand', async () => {
    const here = await sessionHere(40);
    const { people, sessionId, measures } = here.round;
    await openHere(here);
    const { id: ballotId } = await ballotHere(here, 9, 9);
    const voter = people.behindertenbeirat;
    const vote = votingAtBoth(here);
    const replies = await Promise.all(
      measures.map((measureId) => vote(voter, { sessionId, ballotId, points: { [measureId]: 1 } })),
    );
    expect(replies.filter(({ ok }) => ok)).toHaveLength(9);
    expect(codes(replies)).toEqual(Array.from({ length: 31 }, () => 'budget-spent'));
    const stood = measures.filter((_, index) => replies[index]!.ok);
    const { view } = await here.look(voter);
    expect(view.ballots[0]!.mine).toEqual(Object.fromEntries(stood.map((id) => [id, 1])));
    expect(view.clock).toBe(2 + 9);
  });

  test('of 60 people are all counted, each in a tick of its own', async () => {
    const here = await sessionHere();
    const { people, sessionId, measures } = here.round;
    await openHere(here);
    const { id: ballotId } = await ballotHere(here);
    const guests = await guestsHere(here, 60);
    const clocks = await Promise.all(
      guests.map((guest, index) =>
        here.done(guest, 'vote.cast', { sessionId, ballotId, points: { [measures[index % 4]!]: 5 } }),
      ),
    );
    expect(clocks.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index + 3));
    const counted = here.steps
      .slice(2)
      .flatMap(({ told }) => told.map(({ fact }) => (fact.kind === 'vote.counted' ? fact.voted : -1)));
    expect(counted).toEqual(Array.from({ length: 60 }, (_, index) => [index + 1, index + 1]).flat());
    await here.done(people.moderation, 'ballot.close', { sessionId, ballotId });
    const { result } = (await here.look(people.observation)).view.ballots[0]!;
    expect(result).toEqual({
      voted: 60,
      lines: measures.map((measureId) => ({ measureId, points: 75, givers: 15, rank: 1 })),
    });
  });

  test('that are one vote, sent ten times, count once and get one receipt', async () => {
    const here = await sessionHere();
    const { people, sessionId, measures } = here.round;
    await openHere(here);
    const { id: ballotId } = await ballotHere(here);
    const requestId = randomUUID();
    const cast = votingAtBoth(here);
    const vote = () =>
      cast(people.behindertenbeirat, { sessionId, ballotId, points: { [measures[0]!]: 3 } }, requestId);
    const replies = await Promise.all(Array.from({ length: 10 }, vote));
    for (let again = 0; again < 10; again += 1) replies.push(await vote());
    expect(new Set(replies.map((reply) => JSON.stringify(reply)))).toEqual(
      new Set(['{"ok":true,"receipt":{"clock":3}}']),
    );
    expect((await here.look(people.moderation)).view.clock).toBe(3);
    await here.done(people.moderation, 'ballot.close', { sessionId, ballotId });
    expect(await vote()).toEqual(replies[0]);
    expect((await here.look(people.moderation)).view.ballots[0]!.result).toMatchObject({
      voted: 1,
      lines: [{ points: 3, givers: 1 }, {}, {}, {}],
    });
  });

  test('that race the close are counted or refused, never both and never neither', { timeout: 60_000 }, async () => {
    const here = await sessionHere();
    const { people, sessionId, measures } = here.round;
    await openHere(here);
    const guests = await guestsHere(here, 6);
    const cast = votingAtBoth(here);
    let refused = 0;
    for (let round = 0; round < 30; round += 1) {
      const { id: ballotId } = await ballotHere(here);
      const vote = (index: number) =>
        cast(guests[index]!, { sessionId, ballotId, points: { [measures[index % 4]!]: 2 } });
      const closing = () => here.done(people.moderation, 'ballot.close', { sessionId, ballotId });
      const [first, second, , ...rest] = await Promise.all([
        vote(0),
        vote(1),
        closing(),
        vote(2),
        vote(3),
        vote(4),
        vote(5),
      ]);
      const replies = [first, second, ...rest] as Reply[];
      const stood = guests.filter((_, index) => replies[index]!.ok);
      expect(new Set(codes(replies)).difference(new Set(['ballot-closed']))).toEqual(new Set());
      refused += replies.length - stood.length;
      const papers = await here.db.kysely
        .selectFrom('ballot_paper')
        .select('person_id')
        .where('ballot_id', '=', ballotId)
        .execute();
      expect(new Set(papers.map(({ person_id }) => person_id))).toEqual(new Set(stood.map(({ personId }) => personId)));
      const { result } = (await here.look(people.observation)).view.ballots.at(-1)!;
      expect(result!.voted).toBe(stood.length);
      expect(result!.lines.reduce((sum, { points }) => sum + points, 0)).toBe(stood.length * 2);
    }
    expect(refused).toBeGreaterThan(0);
  });
});

import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CommandInput, Reply } from '#domain/contract.ts';
import type { BallotId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { unpackMarks } from '#domain/prioritisation/marks.ts';
import { pointsLines } from '#domain/prioritisation/result.ts';
import {
  ballotHere,
  castHere,
  closeHere,
  guestsHere,
  openHere,
  paperOn,
  pointsFor,
  type SessionHere,
  sessionHere,
} from '../session/session-here.ts';

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
  test('of one person take the place of each other: the one of the last tick counts, whole', async () => {
    const here = await sessionHere(8);
    const { people } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here, 9, 9);
    const voter = people.behindertenbeirat;
    const vote = votingAtBoth(here);
    const papers = Array.from({ length: 40 }, (_, index) => pointsFor(ballot, index % 8, 1 + (index % 9)));
    const replies = await Promise.all(papers.map((marks) => vote(voter, paperOn(here, ballot, marks))));
    const clocks = replies.map((reply) => (reply.ok ? reply.receipt.clock : 0));
    expect(new Set(clocks).size).toBe(40);
    const last = papers[clocks.indexOf(Math.max(...clocks))];
    const { view } = await here.look(voter);
    expect(view.ballots[0]).toMatchObject({ voted: 1, mine: { marks: last } });
    expect(view.clock).toBe(Math.max(...clocks));
  });

  test('of 60 people are all counted, each in a tick of its own', async () => {
    const here = await sessionHere();
    await openHere(here);
    const guests = await guestsHere(here, 60);
    const ballot = await ballotHere(here, 10, 5, guests);
    const told = here.steps.length;
    const clocks = await Promise.all(
      guests.map((guest, index) => castHere(here, guest, ballot, pointsFor(ballot, index % 4, 5))),
    );
    expect(clocks.toSorted((a, b) => a - b)).toEqual(clocks.map((_, index) => told + 1 + index));
    const counted = here.steps
      .slice(told)
      .flatMap((step) => step.told.map(({ fact }) => (fact.kind === 'vote.counted' ? fact.voted : -1)));
    expect(counted).toEqual(Array.from({ length: 60 }, (_, index) => [index + 1, index + 1]).flat());
    const { result } = await closeHere(here, ballot);
    expect(result!.voted).toBe(60);
    expect(pointsLines(result!)).toEqual([0, 1, 2, 3].map((option) => ({ option, points: 75, givers: 15, rank: 1 })));
  });

  test('that are one vote, sent ten times, count once and get one receipt', async () => {
    const here = await sessionHere();
    const { people } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here);
    const { clock } = (await here.look(people.moderation)).view;
    const requestId = randomUUID();
    const cast = votingAtBoth(here);
    const vote = () => cast(people.behindertenbeirat, paperOn(here, ballot, pointsFor(ballot, 0, 3)), requestId);
    const replies = await Promise.all(Array.from({ length: 10 }, vote));
    for (let again = 0; again < 10; again += 1) replies.push(await vote());
    expect(new Set(replies.map((reply) => JSON.stringify(reply)))).toEqual(
      new Set([JSON.stringify({ ok: true, receipt: { clock: clock + 1 } })]),
    );
    expect((await here.look(people.moderation)).view.clock).toBe(clock + 1);
    const { result } = await closeHere(here, ballot);
    expect(await vote()).toEqual(replies[0]);
    expect(pointsLines(result!)[0]).toMatchObject({ option: 0, points: 3, givers: 1 });
    expect(result!.voted).toBe(1);
  });

  test('that race the close are counted or refused, never both and never neither', { timeout: 60_000 }, async () => {
    const here = await sessionHere();
    await openHere(here);
    const guests = await guestsHere(here, 6);
    const cast = votingAtBoth(here);
    let refused = 0;
    for (let round = 0; round < 30; round += 1) {
      const ballot = await ballotHere(here, 10, 5, guests);
      const vote = (index: number) => cast(guests[index]!, paperOn(here, ballot, pointsFor(ballot, index % 4, 2)));
      const [first, second, closed, ...rest] = await Promise.all([
        vote(0),
        vote(1),
        closeHere(here, ballot),
        vote(2),
        vote(3),
        vote(4),
        vote(5),
      ]);
      const replies: Reply[] = [first, second, ...rest];
      const stood = guests.filter((_, index) => replies[index]!.ok);
      expect(new Set(codes(replies)).difference(new Set(['ballot-closed']))).toEqual(new Set());
      refused += replies.length - stood.length;
      const papers = await here.db.kysely
        .selectFrom('ballot_paper')
        .select('voter_id')
        .where('ballot_id', '=', ballot.id)
        .execute();
      expect(new Set(papers.map(({ voter_id }) => voter_id))).toEqual(new Set(stood.map(({ personId }) => personId)));
      expect(closed.result!.voted).toBe(stood.length);
      const points = pointsLines(closed.result!).reduce((sum, line) => sum + line.points, 0);
      expect(points).toBe(stood.length * 2);
    }
    expect(refused).toBeGreaterThan(0);
  });
});

/** How many people insist, five times each, on a line that loses a fifth of the answers. */
const insisting = { voters: 200, rounds: process.env.LONG === '1' ? 50 : 2 };

test(
  'of people who insist on a bad line each is counted once, all that were acknowledged, none after the close',
  {
    timeout: 300_000,
  },
  async () => {
    const here = await sessionHere();
    await openHere(here);
    const guests = await guestsHere(here, insisting.voters);
    for (let round = 0; round < insisting.rounds; round += 1) {
      const ballot = await ballotHere(here, 10, 5, guests);
      const known = new Map<string, Reply>();
      let [answers, lost] = [0, 0];
      const insist = async (voter: Caller, index: number): Promise<void> => {
        const request = { requestId: randomUUID(), command: 'vote.cast' };
        const input = paperOn(here, ballot, pointsFor(ballot, index % 4, 1 + (index % 5)));
        const tries = Array.from({ length: 5 }, async (_, attempt) => {
          const server = (index + attempt) % 2 === 0 ? here.commands : here.elsewhere;
          const reply = await server.run(voter, { ...request, input });
          answers += 1;
          // Every fifth answer is lost on the way.
          if (answers % 5 === 0) return void (lost += 1);
          const before = known.get(voter.personId);
          if (before !== undefined) expect(reply, 'every answer to one request is the same').toEqual(before);
          known.set(voter.personId, reply);
        });
        await Promise.all(tries);
      };
      const half = Math.floor(guests.length * 0.6);
      const early = guests.slice(0, half).map(insist);
      await early[Math.floor(half / 3)];
      const closing = closeHere(here, ballot);
      const late = guests.slice(half).map((voter, index) => insist(voter, half + index));
      const [closed] = await Promise.all([closing, ...early, ...late]);

      expect(lost).toBeGreaterThan(guests.length / 2);
      expect([...known.values()].filter((reply) => !reply.ok && reply.code !== 'ballot-closed')).toEqual([]);
      const acknowledged = guests.filter(({ personId }) => known.get(personId)?.ok);
      const rows = await papersOf(here, ballot.id);
      // All answers of one person may be lost: then the vote may have counted without anybody knowing.
      const unknown = guests.filter(({ personId }) => !known.has(personId)).map(({ personId }) => personId as string);
      const voters = rows.map(({ voter_id }) => voter_id);
      expect(new Set(voters).size).toBe(voters.length);
      expect(voters.filter((id) => !unknown.includes(id)).toSorted()).toEqual(
        acknowledged.map(({ personId }) => personId as string).toSorted(),
      );
      expect(closed.result!.voted).toBe(voters.length);
      const inPapers = rows
        .flatMap(({ paper }) => unpackMarks(paper))
        .reduce<number>((sum, mark) => sum + (mark ?? 0), 0);
      expect(pointsLines(closed.result!).reduce((sum, line) => sum + line.points, 0)).toBe(inPapers);
      expect(rows.every(({ at }) => at.getTime() <= Date.parse(closed.closedAt!))).toBe(true);
    }
  },
);

const papersOf = (here: SessionHere, ballotId: BallotId) =>
  here.db.kysely
    .selectFrom('ballot_paper')
    .select(['voter_id', 'paper', 'at'])
    .where('ballot_id', '=', ballotId)
    .execute();

import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { type BallotId, BallotId as AnyBallot, type RequestId } from '#domain/ids.ts';
import { pointsLines } from '#domain/prioritisation/result.ts';
import * as v from 'valibot';
import { traceOf } from '../../server/commands/order.ts';
import { change } from '../../server/database/database.ts';
import { destroyOutlived } from '../../server/prioritisation/burn-keys.ts';
import { createEnvelopes, envelopeBytes, seal } from '../../server/prioritisation/envelopes.ts';
import { newDirectory } from '../support/own-postgres.ts';
import {
  castHere,
  closeHere,
  guestsHere,
  lastBallot,
  openBallotHere,
  openHere,
  paperOn,
  pointsFor,
  type SessionHere,
  sessionHere,
} from '../session/session-here.ts';

/** A secret ballot in which so many guests have voted, each for the next option. */
async function votedHere(voters: number) {
  const here = await sessionHere();
  await openHere(here);
  const guests = await guestsHere(here, voters);
  const ballot = await openBallotHere(here, { secrecy: 'secret' }, guests);
  for (const [index, guest] of guests.entries()) await castHere(here, guest, ballot, pointsFor(ballot, index % 4, 3));
  return { here, guests, ballot };
}

const papersOf = (here: SessionHere, id: BallotId) =>
  here.db.kysely.selectFrom('ballot_paper').selectAll().where('ballot_id', '=', id).execute();
const keysIn = (here: SessionHere) => readdir(here.keys);

describe('a secret ballot', () => {
  test('keeps papers in envelopes of one length, of which not even the voter reads the marks', async () => {
    const { here, guests, ballot } = await votedHere(6);
    const papers = await papersOf(here, ballot.id);
    expect(papers.map(({ paper }) => paper.length)).toEqual(papers.map(() => 4 + envelopeBytes));
    const own = await lastBallot(here, guests[0]!);
    expect(own.mine).toEqual({ marks: null, at: expect.any(String) as string });
    expect(own).toMatchObject({ voted: 6, result: null });
    // The same paper once more is another envelope, and still one vote.
    await castHere(here, guests[0]!, ballot, pointsFor(ballot, 0, 3));
    const again = await papersOf(here, ballot.id);
    const sealed = (rows: typeof papers) => rows.find((row) => row.voter_id === guests[0]!.personId)!.paper;
    expect(sealed(again).equals(sealed(papers))).toBe(false);
    const { result, voted, mine } = await closeHere(here, ballot);
    expect([voted, mine]).toEqual([6, null]);
    expect(pointsLines(result!).map(({ points }) => points)).toEqual([6, 6, 3, 3]);
    expect(result).toMatchObject({ scores: null, named: null, groups: [], withheld: null });
  });

  test('leaves no envelope and no key once it is closed', async () => {
    const { here, ballot } = await votedHere(5);
    expect(await keysIn(here)).toEqual([`${ballot.id}.key`]);
    await closeHere(here, ballot);
    expect(await keysIn(here)).toEqual([]);
    expect(await papersOf(here, ballot.id)).toEqual([]);
  });

  test('tells nothing where fewer than five have voted', async () => {
    const { here, ballot } = await votedHere(4);
    const closed = await closeHere(here, ballot);
    expect(closed).toMatchObject({ voted: 4, result: { voted: 4, withheld: 'few', tally: [], others: [] } });
    expect(await keysIn(here)).toEqual([]);
  });

  test('leaves nothing about marks in steps, receipts, deeds or the log', async () => {
    const { here } = await votedHere(6);
    const kinds = here.steps.flatMap(({ told }) => told.map(({ fact }) => JSON.stringify(fact)));
    expect(kinds.filter((fact) => fact.includes('vote.counted'))).toHaveLength(12);
    expect(kinds.filter((fact) => /"marks":\[|tally/.test(fact))).toEqual([]);
    const deeds = await here.db.kysely.selectFrom('deed').select('what').distinct().execute();
    expect(deeds.map(({ what }) => what)).not.toContain('vote.cast');
    expect(here.logged).toEqual([]);
  });

  test('leaves no number of a request, with which the content of its receipt could be found out by trying', async () => {
    const here = await sessionHere();
    await openHere(here);
    const guests = await guestsHere(here, 6);
    const ballot = await openBallotHere(here, { secrecy: 'secret' }, guests);
    const requestId = randomUUID();
    await here.done(guests[0]!, 'vote.cast', paperOn(here, ballot, pointsFor(ballot, 0, 3)), requestId);
    const receipts = await here.db.kysely.selectFrom('receipt').select(['request_id', 'content']).execute();
    const votes = ballot.options.map((_, option) => paperOn(here, ballot, pointsFor(ballot, option, 3)));
    const opened = (numbers: readonly string[]) => {
      const guesses = numbers.flatMap((number) => votes.map((vote) => traceOf(number as RequestId, 'vote.cast', vote)));
      return receipts.filter((receipt) => guesses.some(({ content }) => content === receipt.content));
    };
    expect(opened([requestId])).toHaveLength(1);
    expect(opened(receipts.map(({ request_id }) => request_id))).toEqual([]);
    expect(receipts.map(({ request_id }) => request_id)).not.toContain(requestId);
  });

  test('whose key is lost is closed as lost, and the session goes on', async () => {
    const { here, ballot } = await votedHere(6);
    await rm(join(here.keys, `${ballot.id}.key`));
    const closed = await closeHere(here, ballot);
    expect(closed).toMatchObject({ voted: 6, result: { voted: 6, withheld: 'lost', tally: [] } });
    await openBallotHere(here);
  });

  test('is not counted with an envelope that was copied, swapped or changed behind our back', async () => {
    const harm = [
      sql`update ballot_paper p set paper = o.paper from ballot_paper o
        where o.ballot_id = p.ballot_id and o.voter_id = (select min(voter_id::text)::uuid from ballot_paper where ballot_id = p.ballot_id)`,
      sql`update ballot_paper set paper = set_byte(paper, 40, get_byte(paper, 40) # 1)`,
    ];
    for (const each of harm) {
      const { here, ballot } = await votedHere(6);
      await change(here.db, (changes) => each.execute(changes));
      expect((await closeHere(here, ballot)).result).toMatchObject({ voted: 6, withheld: 'lost' });
    }
  });

  test('that cannot be counted for a passing reason stays as it is, and can be closed later', async () => {
    const { here, ballot } = await votedHere(6);
    const key = join(here.keys, `${ballot.id}.key`);
    const bytes = await readFile(key);
    await rm(key);
    await mkdir(key);
    const { people, sessionId } = here.round;
    const close = () => here.run(people.moderation, 'ballot.close', { sessionId, ballotId: ballot.id });
    expect(await close()).toEqual({ ok: false, code: 'failed' });
    expect(await papersOf(here, ballot.id)).toHaveLength(6);
    await rm(key, { recursive: true });
    await writeFile(key, bytes);
    expect((await closeHere(here, ballot)).result).toMatchObject({ voted: 6, withheld: null });
  });
});

describe('an envelope', () => {
  const [voterId, other] = [randomUUID(), randomUUID()];
  const newId = () => v.parse(AnyBallot, randomUUID());

  test('opens with its key alone, for its own ballot and voter', async () => {
    const envelopes = createEnvelopes(await newDirectory());
    const [ballotId, second] = [newId(), newId()];
    const [key, otherKey] = [await envelopes.begin(ballotId), await envelopes.begin(second)];
    const paper = Buffer.from([1, 2, 3]);
    const open = (await envelopes.opener(ballotId))!;
    expect(open(seal(key, paper, { ballotId, voterId }), voterId)).toEqual(paper);
    expect(open(seal(key, paper, { ballotId, voterId }), other)).toBeUndefined();
    expect(open(seal(key, paper, { ballotId: second, voterId }), voterId)).toBeUndefined();
    expect(open(seal(otherKey, paper, { ballotId, voterId }), voterId)).toBeUndefined();
    expect(open(Buffer.alloc(51), voterId)).toBeUndefined();
    expect(open(Buffer.alloc(0), voterId)).toBeUndefined();
    await envelopes.destroy(ballotId);
    expect(await envelopes.opener(ballotId)).toBeUndefined();
    // What was destroyed stays so, and the other ballot goes on.
    await envelopes.destroy(ballotId);
    expect(await envelopes.kept()).toEqual([second]);
  });

  test('has a key that only the account of the server may read', async () => {
    const directory = join(await newDirectory(), 'ballot-keys');
    const envelopes = createEnvelopes(directory);
    await envelopes.begin(newId());
    const [name] = await readdir(directory);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, name!))).mode & 0o777).toBe(0o600);
  });

  test('has a key in a directory that nobody else may enter, also where it was there before', async () => {
    const directory = await newDirectory();
    await chmod(directory, 0o755);
    await createEnvelopes(directory).begin(newId());
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });
});

test('a key that a full disk has cut off is a lost one: the ballot ends without a result, and the next can begin', async () => {
  const { here, ballot } = await votedHere(5);
  const key = join(here.keys, `${ballot.id}.key`);
  await writeFile(key, (await readFile(key)).subarray(0, 10));
  expect((await closeHere(here, ballot)).result).toMatchObject({ withheld: 'lost', voted: 5 });
  await openBallotHere(here, { secrecy: 'secret' });
});

describe('keys that outlive their ballot', () => {
  test('are destroyed; those of a running ballot and of one that this database does not know stay', async () => {
    const { here, ballot } = await votedHere(5);
    const envelopes = createEnvelopes(here.keys);
    const kept = join(here.keys, `${ballot.id}.key`);
    const bytes = await readFile(kept);
    await closeHere(here, ballot);
    // As if the server had ended between the count and the destruction.
    await writeFile(kept, bytes);
    const running = await openBallotHere(here, { secrecy: 'secret' });
    const elsewhere = v.parse(AnyBallot, randomUUID());
    await envelopes.begin(elsewhere);
    await writeFile(join(here.keys, 'README'), 'not a key');
    await destroyOutlived(here.db, envelopes);
    expect((await keysIn(here)).toSorted()).toEqual([`${elsewhere}.key`, `${running.id}.key`, 'README'].toSorted());
  });
});

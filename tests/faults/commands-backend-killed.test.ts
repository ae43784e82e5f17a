import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { type CommandName, commands, type Reply } from '#domain/contract.ts';
import type { SessionId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { pointsLines } from '#domain/prioritisation/result.ts';
import * as v from 'valibot';
import * as ids from '#domain/ids.ts';
import { createCommands, type CommittedStep } from '../../server/commands.ts';
import { change } from '../../server/database/database.ts';
import { snapshot } from '../../server/session/sessions.ts';
import { createEnvelopes } from '../../server/prioritisation/envelopes.ts';
import { createVerbs, roundVerbs } from '../../server/verbs.ts';
import {
  ballotHere,
  closeHere,
  guestsHere,
  openHere,
  otherSession,
  paperOn,
  pointsBallot,
  pointsFor,
  type SessionHere,
  sessionHere,
} from '../session/session-here.ts';
import { killer, type Plan } from './killed-backends.ts';

type Order = { readonly by: Caller; readonly request: { requestId: string; command: CommandName; input: unknown } };

/** A session of its own in which this command is the next. */
async function ready(here: SessionHere, command: CommandName): Promise<{ order: Order; sessionId: SessionId }> {
  const { people } = here.round;
  const sessionId = await otherSession(here);
  const itemId = v.parse(ids.AgendaItemId, randomUUID());
  const item = {
    id: itemId,
    session_id: sessionId,
    position: 1,
    title: 'Punkt',
    minutes: 5,
    analysis_id: null,
    started_at: null,
  };
  await change(here.db, (changes) => changes.insertInto('agenda_item').values(item).execute());
  const order = (by: Caller, input: unknown) => ({
    order: { by, request: { requestId: randomUUID(), command, input } },
    sessionId,
  });
  const open = { ...pointsBallot(here.round), sessionId, secrecy: 'secret' as const };
  if (command === 'session.enter') return order(people.observation, { sessionId });
  if (command === 'session.open') return order(people.moderation, { sessionId });
  await here.done(people.moderation, 'session.open', { sessionId });
  if (command === 'agenda.advance') return order(people.moderation, { sessionId, itemId });
  const { jugendhilfeplanung: planner, behindertenbeirat: late } = people;
  await here.done(planner, 'session.enter', { sessionId });
  if (command === 'ballot.open') return order(people.moderation, open);
  const opened = command === 'hands.count' ? { ...open, secrecy: 'open' as const, handVoters: 5 } : open;
  await here.done(people.moderation, 'ballot.open', opened);
  const { id: ballotId, hash } = (await snapshot(here.db.kysely, people.moderation, sessionId)).view.ballots[0]!;
  const one = { sessionId, ballotId };
  const paper = (...marks: number[]) => ({ ...one, hash, marks });
  await here.done(planner, 'vote.cast', paper(1, 2, 3, 0));
  if (command === 'vote.cast') return order(planner, paper(3, 0, 4, 1));
  if (command === 'time.ask') return order(planner, one);
  if (command === 'ballot.warn') return order(people.moderation, { ...one, seconds: 60 });
  if (command === 'hands.count') return order(people.moderation, { ...one, hands: 2, counts: [1, 2, 3, 4] });
  if (command === 'voter.admit') {
    await here.done(late, 'session.enter', { sessionId });
    return order(people.moderation, { ...one, personId: late.personId });
  }
  if (command === 'session.close') return order(people.moderation, { sessionId });
  if (command === 'ballot.close') return order(people.moderation, one);
  await here.done(people.moderation, 'ballot.close', one);
  const reason = 'Weil zwei Träger zugesagt haben.';
  if (command === 'order.agree') return order(people.moderation, { ...one, order: [3, 2, 1, 0], reason });
  if (command === 'measure.recommend')
    return order(people.moderation, { ...one, option: 1, way: 'report', reason, dissent: '' });
  return order(people.moderation, one);
}

const tables = ['receipt', 'deed', 'ballot_voter', 'ballot_paper', 'ballot_result', 'attendance'] as const;

/** Everything that the database holds about a session, and how many receipts and deeds there are at all. */
async function stored(here: SessionHere, sessionId: SessionId) {
  const { people } = here.round;
  const views = await Promise.all(
    [people.moderation, people.jugendhilfeplanung].map((each) => snapshot(here.db.kysely, each, sessionId)),
  );
  const count = async (table: (typeof tables)[number]) =>
    (
      await here.db.kysely
        .selectFrom(table)
        .select((eb) => eb.fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
    ).count;
  return {
    views: views.map(({ view }) => view),
    counts: await Promise.all(tables.map(count)),
  };
}

/** The moments that chance decides are tried on votes always, on the other commands in the long run of the tests. */
const moments = (command: CommandName): Plan['how'][] =>
  command === 'vote.cast' || process.env.LONG === '1' ? ['before the next', 'during the next'] : ['before the next'];

describe.each(Object.keys(commands) as CommandName[])('when the database connection dies in %s', (command) => {
  test.each(moments(command))('after any statement, %s: all or nothing, and once', { timeout: 60_000 }, async (how) => {
    const here = await sessionHere();
    const { db, during } = killer(here.url, here.db);
    const watched = createCommands({
      db,
      verbs: createVerbs({ envelopes: createEnvelopes(here.keys), connected: here.connected }),
      roundVerbs,
      log: quiet,
    });
    const steps: CommittedStep[] = [];
    watched.onStep((step) => steps.push(step));
    const give = ({ by, request }: Order, plan: Plan | null) => during(plan, () => watched.run(by, request));
    const { statements } = await give((await ready(here, command)).order, null);
    expect(statements).toBeGreaterThanOrEqual(4);

    for (let after = 1; after <= statements; after += 1) {
      const once = await ready(here, command);
      const { view } = await snapshot(here.db.kysely, once.order.by, once.sessionId);
      const told = steps.length;
      const one = await give(once.order, { after, attempts: 1, how });
      expect(one.result, `once, after statement ${after}`).toEqual({ ok: true, receipt: { clock: view.clock + 1 } });
      expect(steps.length).toBe(told + 1);

      const twice = await ready(here, command);
      const before = await stored(here, twice.sessionId);
      const two = await give(twice.order, { after, attempts: 2, how });
      const between = await stored(here, twice.sessionId);
      if (!two.result.ok) {
        expect(two.result.code).toBe('failed');
        if (how === 'before the next') expect(between).toEqual(before);
      }
      if (how === 'before the next') expect([two.result.ok, one.killed, two.killed]).toEqual([false, 1, 2]);
      const again = await give(twice.order, null);
      expect(again.result).toEqual({ ok: true, receipt: { clock: before.views[0]!.clock + 1 } });
      const done = await stored(here, twice.sessionId);
      expect(done.views[0]!.clock).toBe(before.views[0]!.clock + 1);
      expect(Number(done.counts[0])).toBe(Number(before.counts[0]) + 1);
      if (two.result.ok) expect(done).toEqual(between);
      const closed = done.views[0]!.ballots.filter(({ closedAt }) => closedAt !== null).map(({ id }) => `${id}.key`);
      const keys = new Set(await readdir(here.keys).catch(() => []));
      expect(closed.filter((key) => keys.has(key))).toEqual([]);
    }
  });
});

describe('when connections die under load', () => {
  test('a command that waits for its session is done once', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    const { kill } = killer(here.url, here.db);
    await openHere(here);
    let entering: Promise<Reply> | undefined;
    await change(here.db, async (changes) => {
      await changes.updateTable('session').set({ title: 'Gesperrt' }).where('id', '=', sessionId).execute();
      entering = here.run(people.observation, 'session.enter', { sessionId });
      while ((await kill('waiting for a lock')) === 0);
    });
    expect(await entering).toEqual({ ok: true, receipt: { clock: 2 } });
    expect((await here.look(people.moderation)).view.people).toHaveLength(1);
  });

  test('sixty people who insist are each counted once, and the clock has no gap', { timeout: 60_000 }, async () => {
    const here = await sessionHere();
    const { people } = here.round;
    const { kill } = killer(here.url, here.db);
    await openHere(here);
    const guests = await guestsHere(here, 60);
    const ballot = await ballotHere(here, 10, 5, guests);
    const { clock } = (await here.look(people.moderation)).view;
    const insist = async (guest: Caller, index: number): Promise<Reply> => {
      const input = paperOn(here, ballot, pointsFor(ballot, index % 4, 4));
      const request = { requestId: randomUUID(), command: 'vote.cast', input };
      for (;;) {
        const reply = await here.commands.run(guest, request);
        if (reply.ok || reply.code !== 'failed') return reply;
      }
    };
    let voting = true;
    let killed = 0;
    const voted = Promise.all(guests.map(insist)).finally(() => (voting = false));
    while (voting && killed < 60) killed += await kill('any');
    expect(killed).toBeGreaterThan(0);
    const clocks = (await voted).map((reply) => (reply.ok ? reply.receipt.clock : reply.code));
    expect(clocks.toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 60 }, (_, index) => clock + 1 + index),
    );
    const { result } = await closeHere(here, ballot);
    expect((await here.look(people.moderation)).view.clock).toBe(clock + 60 + 1);
    expect(result!.voted).toBe(60);
    expect(pointsLines(result!)).toMatchObject(Array.from({ length: 4 }, () => ({ points: 60, givers: 15 })));
  });
});

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

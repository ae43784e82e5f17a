import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { AgendaItemId, SessionId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { pointsLines } from '#domain/prioritisation/result.ts';
import { applyStep } from '#domain/session/view.ts';
import { SessionCode } from '#domain/session/code.ts';
import * as v from 'valibot';
import { stepFor } from '../../server/commands.ts';
import { list } from '../../server/session/sessions.ts';
import {
  ballotHere,
  castHere,
  guestsHere,
  openHere,
  otherSession,
  pointsFor,
  sessionHere,
  votersOf,
} from './session-here.ts';

describe('a session', () => {
  test('is opened once, gets a code, and is closed once', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    expect((await here.look(people.jugendhilfeplanung)).view).toMatchObject({
      status: 'planned',
      code: null,
      clock: 0,
    });
    expect(await here.run(people.moderation, 'session.close', { sessionId })).toEqual({
      ok: false,
      code: 'session-not-open',
    });
    await openHere(here);
    const { view } = await here.look(people.jugendhilfeplanung);
    expect(view).toMatchObject({ status: 'open', clock: 1 });
    expect(v.is(SessionCode, view.code)).toBe(true);
    expect(await here.run(people.moderation, 'session.open', { sessionId })).toEqual({
      ok: false,
      code: 'session-already-open',
    });
    await here.done(people.coordination, 'session.close', { sessionId });
    expect((await here.look(people.jugendhilfeplanung)).view).toMatchObject({ status: 'closed', code: null, clock: 2 });
    expect(await here.run(people.moderation, 'session.open', { sessionId })).toEqual({
      ok: false,
      code: 'session-over',
    });
    expect(await here.run(people.moderation, 'session.close', { sessionId })).toEqual({
      ok: false,
      code: 'session-over',
    });
  });

  test('takes the running ballot with it when it closes, with its result', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here);
    await castHere(here, people.jugendhilfeplanung, ballot, pointsFor(ballot, 0, 4));
    await here.done(people.moderation, 'session.close', { sessionId });
    expect(here.steps.at(-1)!.told.map(({ fact }) => fact.kind)).toEqual(['ballot.closed', 'session.closed']);
    const { view } = await here.look(people.observation);
    expect(pointsLines(view.ballots[0]!.result!)[0]).toEqual({ option: 0, points: 4, givers: 1, rank: 1 });
  });

  test('knows who came, once each, in the order of arrival', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    expect(await here.done(people.behindertenbeirat, 'session.enter', { sessionId })).toBe(1);
    expect(await here.done(people.moderation, 'session.enter', { sessionId })).toBe(2);
    expect(await here.done(people.behindertenbeirat, 'session.enter', { sessionId })).toBe(2);
    const { view } = await here.look(people.moderation);
    expect(view.clock).toBe(2);
    expect(view.people.map(({ name, role, group }) => [name, role, group])).toEqual([
      ['Behindertenbeirat', 'delegate', 'Behindertenbeirat'],
      ['Moderation', 'moderator', null],
    ]);
  });

  test('lets members in early, guests only while it is open, and nobody new afterwards', async () => {
    const here = await sessionHere();
    const { people, sessionId } = here.round;
    const [early, late] = await guestsHere(here, 2);
    expect(await here.run(early!, 'session.enter', { sessionId })).toEqual({ ok: false, code: 'session-not-open' });
    await here.done(people.observation, 'session.enter', { sessionId });
    await openHere(here);
    await here.done(early!, 'session.enter', { sessionId });
    await here.done(people.moderation, 'session.close', { sessionId });
    expect(await here.run(late!, 'session.enter', { sessionId })).toEqual({ ok: false, code: 'session-over' });
    expect(await here.run(early!, 'session.enter', { sessionId })).toMatchObject({ ok: true });
  });

  test('moves through its agenda, and only through its own', async () => {
    const here = await sessionHere();
    const { people, sessionId, items } = here.round;
    const to = (itemId: AgendaItemId) => here.run(people.moderation, 'agenda.advance', { sessionId, itemId });
    expect(await to(items[0]!)).toEqual({ ok: false, code: 'session-not-open' });
    await openHere(here);
    expect(await to(items[1]!)).toMatchObject({ ok: true });
    expect(await to(items[0]!)).toMatchObject({ ok: true });
    expect(await to(randomUUID() as AgendaItemId)).toEqual({ ok: false, code: 'not-found' });
    const { view } = await here.look(people.behindertenbeirat);
    expect(view.currentItemId).toBe(items[0]);
    expect(view.agenda.map(({ startedAt }) => startedAt !== null)).toEqual([true, true, false]);
  });

  test('leaves a deed for what was decided, and none that says how somebody voted', async () => {
    const here = await sessionHere();
    const { people, sessionId, items } = here.round;
    await openHere(here);
    await here.done(people.moderation, 'agenda.advance', { sessionId, itemId: items[2]! });
    const ballot = await ballotHere(here);
    await castHere(here, people.behindertenbeirat, ballot, pointsFor(ballot, 1, 2));
    await here.done(people.moderation, 'ballot.close', { sessionId, ballotId: ballot.id });
    const deeds = await here.db.kysely
      .selectFrom('deed')
      .select(['what', 'subject_id', 'person_id'])
      .orderBy('id')
      .execute();
    const by = people.moderation.personId;
    const entered = (personId: string) => ({ what: 'session.enter', subject_id: sessionId, person_id: personId });
    expect(deeds).toEqual([
      { what: 'session.open', subject_id: sessionId, person_id: by },
      { what: 'agenda.advance', subject_id: items[2], person_id: by },
      ...votersOf(here.round).map(({ personId }) => entered(personId)),
      { what: 'ballot.open', subject_id: ballot.id, person_id: by },
      { what: 'ballot.close', subject_id: ballot.id, person_id: by },
    ]);
  });

  test('is listed for members of its round and for its own guests', async () => {
    const here = await sessionHere();
    const second = await otherSession(here);
    const [guest] = await guestsHere(here, 1);
    const listed = async (caller: Caller) => (await list(here.db.kysely, caller)).map(({ id }) => id);
    expect(await listed(here.round.people.observation)).toEqual([here.round.sessionId, second]);
    expect(await listed(guest!)).toEqual([here.round.sessionId]);
    expect(await listed(here.round.people.stranger)).toEqual([]);
  });

  test('is not found by people without a seat in it, nor under a name that is none', async () => {
    const here = await sessionHere();
    const second = await otherSession(here);
    const [guest] = await guestsHere(here, 1, second);
    await expect(here.look(null)).rejects.toMatchObject({ code: 'not-signed-in' });
    await expect(here.look(here.round.people.stranger)).rejects.toMatchObject({ code: 'not-found' });
    await expect(here.look(guest!)).rejects.toMatchObject({ code: 'not-found' });
    const unknown = { sessionId: randomUUID() as SessionId };
    expect(await here.run(here.round.people.moderation, 'session.open', unknown)).toEqual({
      ok: false,
      code: 'not-found',
    });
  });

  test('has steps without gaps, and a view that grows from them step by step', async () => {
    const here = await sessionHere();
    const { people, sessionId, items } = here.round;
    const { view: stale } = await here.look(people.observation);
    await openHere(here);
    await here.done(people.observation, 'session.enter', { sessionId });
    await here.done(people.moderation, 'agenda.advance', { sessionId, itemId: items[0]! });
    expect(here.steps.map(({ clock }) => clock)).toEqual([1, 2, 3]);
    const grown = here.steps
      .map((step) => stepFor(step, people.observation.personId))
      .reduce((view, { clock, facts }) => applyStep(view, clock, facts), stale);
    expect(grown).toEqual((await here.look(people.observation)).view);
  });
});

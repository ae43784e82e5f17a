import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { MeasureId } from '#domain/ids.ts';
import { change, type Changes } from '../../server/database/database.ts';
import { ballotHere, guestsHere, openHere, sessionHere } from '../session/session-here.ts';

describe('a ballot', () => {
  test('asks about the measures as they were when it was opened, at the current agenda item', async () => {
    const here = await sessionHere();
    const { people, sessionId, items, measures } = here.round;
    await openHere(here);
    await here.done(people.moderation, 'agenda.advance', { sessionId, itemId: items[1]! });
    const ballot = await ballotHere(here);
    await change(here.db, (changes) => changes.updateTable('measure').set({ title: 'Umbenannt' }).execute());
    const { view } = await here.look(people.observation);
    expect(view.ballots).toEqual([ballot]);
    expect(ballot).toMatchObject({
      itemId: items[1],
      budget: 10,
      maxPerMeasure: 5,
      voted: 0,
      mine: null,
      result: null,
      closedAt: null,
    });
    expect(ballot.options.map(({ measureId, title }) => [measureId, title])).toEqual(
      measures.map((id, index) => [id, `Maßnahme ${index + 1}`]),
    );
  });

  test('runs alone, in an open session, over measures of the round', async () => {
    const here = await sessionHere();
    const { people, sessionId, measures } = here.round;
    const input = { sessionId, title: 'Erste', budget: 10, maxPerMeasure: 5, measureIds: [...measures] };
    const open = (other: Partial<typeof input> = {}) =>
      here.run(people.moderation, 'ballot.open', { ...input, ...other });
    expect(await open()).toEqual({ ok: false, code: 'session-not-open' });
    await openHere(here);
    expect(await open({ maxPerMeasure: 11 })).toEqual({ ok: false, code: 'bad-input' });
    expect(await open({ measureIds: [measures[0]!, randomUUID() as MeasureId] })).toEqual({
      ok: false,
      code: 'not-an-option',
    });
    expect(await open()).toMatchObject({ ok: true });
    expect(await open({ title: 'Zweite' })).toEqual({ ok: false, code: 'ballot-running' });
  });

  test('lets people change their mind, and hides it from all others until it is closed', async () => {
    const here = await sessionHere();
    const { people, sessionId, measures } = here.round;
    const [a, b] = measures as [MeasureId, MeasureId];
    await openHere(here);
    const { id: ballotId } = await ballotHere(here);
    const vote = (points: Record<MeasureId, number>) =>
      here.done(people.behindertenbeirat, 'vote.cast', { sessionId, ballotId, points });
    await vote({ [a]: 5, [b]: 5 });
    await vote({ [a]: 0, [b]: 2 });
    const own = (await here.look(people.behindertenbeirat)).view.ballots[0]!;
    expect(own).toMatchObject({ voted: 1, mine: { [b]: 2 }, result: null });
    for (const other of [people.moderation, people.coordination, people.observation, people.jugendhilfeplanung])
      expect((await here.look(other)).view.ballots[0]).toMatchObject({ voted: 1, mine: null, result: null });
    await vote({ [b]: 0 });
    expect((await here.look(people.behindertenbeirat)).view.ballots[0]).toMatchObject({ voted: 1, mine: {} });
    await here.done(people.moderation, 'ballot.close', { sessionId, ballotId });
    const closed = (await here.look(people.observation)).view.ballots[0]!;
    expect(closed.result).toMatchObject({
      voted: 1,
      lines: [{ points: 0 }, { points: 0 }, { points: 0 }, { points: 0 }],
    });
    expect(closed.closedAt).not.toBeNull();
  });

  test('is closed once; a late vote is refused and changes nothing', async () => {
    const here = await sessionHere();
    const { people, sessionId, measures } = here.round;
    await openHere(here);
    const { id: ballotId } = await ballotHere(here);
    await here.done(people.jugendhilfeplanung, 'vote.cast', { sessionId, ballotId, points: { [measures[0]!]: 5 } });
    await here.done(people.moderation, 'ballot.close', { sessionId, ballotId });
    const before = await here.look(people.jugendhilfeplanung);
    expect(await here.run(people.moderation, 'ballot.close', { sessionId, ballotId })).toEqual({
      ok: false,
      code: 'ballot-closed',
    });
    const late = { sessionId, ballotId, points: { [measures[1]!]: 5 } };
    expect(await here.run(people.jugendhilfeplanung, 'vote.cast', late)).toEqual({ ok: false, code: 'ballot-closed' });
    expect((await here.look(people.jugendhilfeplanung)).view).toEqual(before.view);
  });

  test('refuses by name what its rule forbids', async () => {
    const here = await sessionHere();
    const { people, sessionId, measures } = here.round;
    const [a, b, c] = measures as [MeasureId, MeasureId, MeasureId];
    await openHere(here);
    const { id: ballotId } = await ballotHere(here);
    const vote = (points: Record<MeasureId, number>) =>
      here.run(people.jugendhilfeplanung, 'vote.cast', { sessionId, ballotId, points });
    expect(await vote({ [a]: 6 })).toEqual({ ok: false, code: 'measure-limit' });
    expect(await vote({ [a]: 5, [b]: 5, [c]: 1 })).toEqual({ ok: false, code: 'budget-spent' });
    expect(await vote({ [randomUUID() as MeasureId]: 1 })).toEqual({ ok: false, code: 'not-an-option' });
    expect((await here.look(people.jugendhilfeplanung)).view.ballots[0]).toMatchObject({ voted: 0, mine: null });
  });
});

describe('the database, whoever writes to it', () => {
  test('refuses points beyond the budget or the limit, and votes after the close', async () => {
    const here = await sessionHere();
    const { people, sessionId, measures } = here.round;
    await openHere(here);
    const { id: ballot_id } = await ballotHere(here);
    const [guest] = await guestsHere(here, 1);
    const person_id = guest!.personId;
    const write = (...points: number[]) =>
      change(here.db, async (changes) => {
        await changes
          .insertInto('ballot_paper')
          .values({ ballot_id, person_id })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        const rows = points.map((each, index) => ({
          ballot_id,
          person_id,
          measure_id: measures[index]!,
          points: each,
        }));
        await changes.insertInto('vote').values(rows).execute();
      });
    await expect(write(6)).rejects.toMatchObject({ code: '23514' });
    await expect(write(5, 5, 1)).rejects.toMatchObject({ code: '23514' });
    await expect(write(0)).rejects.toMatchObject({ code: '23514' });
    expect((await here.look(people.moderation)).view.ballots[0]!.voted).toBe(0);
    await here.done(people.moderation, 'ballot.close', { sessionId, ballotId: ballot_id });
    await expect(write(1)).rejects.toMatchObject({ code: '23514' });
  });

  test('refuses a vote that was written before the close and is committed after it', async () => {
    const here = await sessionHere();
    const { people, sessionId, measures } = here.round;
    await openHere(here);
    const { id: ballot_id } = await ballotHere(here);
    const [guest] = await guestsHere(here, 1);
    const paper = { ballot_id, person_id: guest!.personId };
    const late = change(here.db, async (changes) => {
      await changes.insertInto('ballot_paper').values(paper).execute();
      await changes
        .insertInto('vote')
        .values({ ...paper, measure_id: measures[0]!, points: 1 })
        .execute();
      await here.done(people.moderation, 'ballot.close', { sessionId, ballotId: ballot_id });
    });
    await expect(late).rejects.toMatchObject({ code: '23514' });
    expect((await here.look(people.moderation)).view.ballots[0]!.result!.voted).toBe(0);
  });

  test('refuses a second running ballot, and changes of deeds', async () => {
    const here = await sessionHere();
    const { sessionId } = here.round;
    await openHere(here);
    await ballotHere(here);
    const row = {
      id: randomUUID() as never,
      session_id: sessionId,
      item_id: null,
      title: 'Zweite',
      budget: 1,
      max_per_measure: 1,
      clock: 9,
      opened_by: null,
      closed_by: null,
      closed_at: null,
    };
    await expect(
      change(here.db, (changes) => changes.insertInto('ballot').values(row).execute()),
    ).rejects.toMatchObject({ code: '23505' });
    const harm: ((changes: Changes) => Promise<unknown>)[] = [
      (changes) => changes.deleteFrom('deed').execute(),
      (changes) => changes.updateTable('deed').set({ what: 'x' }).execute(),
      (changes) => changes.updateTable('deed').set({ person_id: null, subject_id: null }).execute(),
      (changes) => changes.updateTable('deed').set({ person_id: null, session_id: null }).execute(),
      (changes) => sql`truncate deed`.execute(changes),
      (changes) => sql`truncate person cascade`.execute(changes),
    ];
    for (const each of harm) await expect(change(here.db, each)).rejects.toMatchObject({ code: '23514' });
  });

  test('lets a person go: the deeds lose the name and a decided result stays as it was counted', async () => {
    const here = await sessionHere();
    const { people, sessionId, measures } = here.round;
    await openHere(here);
    const { id: ballotId } = await ballotHere(here);
    for (const voter of [people.jugendhilfeplanung, people.behindertenbeirat])
      await here.done(voter, 'vote.cast', { sessionId, ballotId, points: { [measures[2]!]: 3 } });
    await here.done(people.moderation, 'ballot.close', { sessionId, ballotId });
    const decided = (await here.look(people.observation)).view.ballots[0]!;
    expect(decided.result).toMatchObject({
      voted: 2,
      lines: [{ measureId: measures[2], points: 6, givers: 2 }, {}, {}, {}],
    });
    await change(here.db, (changes) =>
      changes
        .deleteFrom('person')
        .where('id', 'in', [people.jugendhilfeplanung.personId, people.moderation.personId])
        .execute(),
    );
    expect((await here.look(people.observation)).view.ballots[0]).toEqual(decided);
    const names = await here.db.kysely.selectFrom('deed').select('person_id').distinct().execute();
    expect(names).toEqual([{ person_id: null }]);
    const harm: ((changes: Changes) => Promise<unknown>)[] = [
      (changes) => changes.updateTable('ballot_result').set({ points: 99 }).execute(),
      (changes) => changes.deleteFrom('ballot_result').execute(),
      (changes) => sql`truncate ballot_result`.execute(changes),
      (changes) => changes.deleteFrom('ballot').execute(),
    ];
    for (const each of harm) await expect(change(here.db, each)).rejects.toThrow();
  });
});

import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { change } from '../../server/database/database.ts';
import { openResult } from '../../server/prioritisation/results.ts';
import { resultFile } from '../../src/lib/prioritisation/result-file.ts';
import { guestsHere, openBallotHere, openHere, type SessionHere, sessionHere } from '../session/session-here.ts';
import { demoPapers, demoRule } from './demo-ratings.ts';

/** A closed ballot of these voters' papers; the first ones of the marks where there are more. */
async function closedHere(
  here: SessionHere,
  marks: readonly (readonly (number | null)[])[],
  opening: Parameters<typeof openBallotHere>[1] = {},
) {
  const { moderation } = here.round.people;
  const { sessionId } = here.round;
  await openHere(here);
  const voters = await guestsHere(here, marks.length);
  for (const voter of voters) await here.done(voter, 'session.enter', { sessionId });
  const ballot = await openBallotHere(here, opening);
  for (const [place, voter] of voters.entries())
    await here.done(voter, 'vote.cast', {
      ...{ sessionId, ballotId: ballot.id, hash: ballot.hash },
      marks: [...(marks[place] ?? [])],
    });
  const read = (caller = voters[0]!) => openResult(here.db.kysely, caller, ballot.id);
  const close = () => here.done(moderation, 'ballot.close', { sessionId, ballotId: ballot.id });
  return { ballot, voters, read, close };
}

const five = [
  [3, 2, 0, 0],
  [3, 0, 0, 1],
  [1, 2, 0, 0],
  [2, 0, 1, 0],
  [5, 0, 0, 0],
];

describe('the page of a result', () => {
  test('is there for everybody who may read the session, and for nobody before the close', async () => {
    const here = await sessionHere();
    const { ballot, voters, read, close } = await closedHere(here, five);
    const { moderation, observation, stranger } = here.round.people;
    for (const caller of [moderation, voters[0]!]) await expect(read(caller)).rejects.toThrow('not-found');
    await close();
    expect((await read(observation)).ballot.result?.voted).toBe(5);
    expect((await read(voters[0])).mayConclude).toBe(false);
    expect((await read(moderation)).mayConclude).toBe(true);
    await expect(read(stranger)).rejects.toThrow('not-found');
    await expect(openResult(here.db.kysely, null, ballot.id)).rejects.toThrow('not-signed-in');
    for (const id of [randomUUID(), 'M01'])
      await expect(openResult(here.db.kysely, moderation, id)).rejects.toThrow('not-found');
  });

  test('brings the round before, what was agreed and what is recommended', async () => {
    const here = await sessionHere();
    const { ballot, close, read, voters } = await closedHere(here, five);
    const { moderation } = here.round.people;
    const { sessionId } = here.round;
    await close();
    await here.done(moderation, 'order.agree', {
      ...{ sessionId, ballotId: ballot.id, order: [3, 0, 1, 2] },
      reason: 'Eine Frist läuft ab.',
    });
    await here.done(moderation, 'measure.recommend', {
      ...{ sessionId, ballotId: ballot.id, option: 3, way: 'decision', reason: 'Frist', dissent: '' },
    });
    const first = await read(voters[1]);
    expect(first.before).toBeNull();
    expect(first.ballot).toMatchObject({
      agreed: { order: [3, 0, 1, 2], by: 'Moderation' },
      recommendations: [{ option: 3, way: 'decision' }],
    });
    await here.done(moderation, 'ballot.repeat', { sessionId, ballotId: ballot.id });
    const again = (await here.look(moderation)).view.ballots.at(-1)!;
    await here.done(moderation, 'ballot.close', { sessionId, ballotId: again.id });
    expect((await openResult(here.db.kysely, moderation, again.id)).before?.id).toBe(ballot.id);
  });
});

describe('the file of a result', () => {
  test('holds what the page shows, and opens in a spreadsheet as it is', async () => {
    const here = await sessionHere();
    const { close, read } = await closedHere(here, five);
    await close();
    const lines = resultFile(await read()).split('\r\n');
    expect(lines[0]).toBe('\u{FEFF}Platz;Kennung;Maßnahme;Punkte;Gegeben von');
    expect(lines[1]).toBe('1;M01;Maßnahme 1;14;5');
    expect(lines).toHaveLength(6);
  });

  test('lets nothing act as a formula', async () => {
    const here = await sessionHere();
    const title = '=HYPERLINK("http://example.org";"hier")';
    await change(here.db, async (changes) => {
      await changes.updateTable('measure').set({ title }).where('id', '=', here.round.measures[0]!).execute();
    });
    const { close, read } = await closedHere(here, five);
    await close();
    expect(resultFile(await read()).split('\r\n')[1]).toBe(`1;M01;"'=HYPERLINK(""http://example.org"";""hier"")";14;5`);
  });

  test('tells of a secret ballot nothing but the counted order, and of too few votes nothing', async () => {
    const here = await sessionHere(10);
    const rule = demoRule;
    const papers = demoPapers(2).map(({ marks }) => marks);
    const { close, read, ballot } = await closedHere(here, papers, { rule, secrecy: 'secret' });
    await close();
    const page = await read();
    expect(page.ballot.result).toMatchObject({ scores: null, named: null, groups: [] });
    const [head, first] = resultFile(page).split('\r\n');
    expect(head).not.toContain('Gast');
    expect(first).toMatch(/^1;M01;Maßnahme 1;4,35;/);
    const { sessionId, people } = here.round;
    await here.done(people.moderation, 'ballot.repeat', { sessionId, ballotId: ballot.id });
    const again = (await here.look(people.moderation)).view.ballots.at(-1)!;
    await here.done(people.moderation, 'ballot.close', { sessionId, ballotId: again.id });
    const few = await openResult(here.db.kysely, people.moderation, again.id);
    expect(few.ballot.result?.withheld).toBe('few');
    expect(resultFile(few).trim().split('\r\n')).toHaveLength(1);
  });

  test('names of a ballot by name who gave what', async () => {
    const here = await sessionHere();
    const { close, read } = await closedHere(here, five, { secrecy: 'named' });
    await close();
    const [head, first] = resultFile(await read()).split('\r\n');
    expect(head).toContain(';Gast 1;Gast 2;');
    expect(first).toBe('1;M01;Maßnahme 1;14;5;3;3;1;2;5');
  });
});

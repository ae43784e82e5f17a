import { afterEach, describe, expect, test } from 'vitest';
import type { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import type { Caller } from '#domain/people/caller.ts';
import { boardRoot, fieldEntry, inThisOrder, positionEntry } from '#domain/prioritisation/board.ts';
import { change, type Database } from '../../server/database/database.ts';
import { keepHistory } from '../../server/prioritisation/board-history.ts';
import { boardsIn, createBoard } from '../../server/prioritisation/boards.ts';
import { boardMeasures, moveOn, orderOn } from '../support/board.ts';
import { type DocumentServer, provide, serveDocuments, storedDocument, until } from '../support/documents.ts';
import { openSampleRound } from '../support/sample-round.ts';
import { measuresHere } from '../measures/measures-here.ts';
import {
  ballotHere,
  castHere,
  closeHere,
  guestsHere,
  openBallotHere,
  openHere,
  otherSession,
  pointsFor,
  sessionHere,
} from '../session/session-here.ts';

const open = (db: Database, caller: Caller | null, round: string | null) => boardsIn(db).open(caller, round);

describe('opening a board', () => {
  test('makes one for the round, however many open it at the same time', async () => {
    const { db, round } = await openSampleRound();
    const { coordination, moderation, observation } = round.people;
    const views = await Promise.all(
      [coordination, moderation, observation, coordination].map((caller) => open(db, caller, null)),
    );
    expect(new Set(views.map(({ documentId }) => documentId)).size).toBe(1);
    const documents = await db.kysely.selectFrom('document').select('id').where('kind', '=', 'board').execute();
    expect(documents).toEqual([{ id: views[0]!.documentId }]);
    expect(orderOn(await storedDocument(db, views[0]!.documentId), boardMeasures(round))).toBe('M01 M02 M03 M04');
  });

  test('says who may move, and keeps strangers out', async () => {
    const { db, round } = await openSampleRound();
    const { behindertenbeirat, moderation, observation, stranger } = round.people;
    const mayMove = async (caller: Caller) => (await open(db, caller, round.roundId)).mayMove;
    expect([await mayMove(behindertenbeirat), await mayMove(moderation), await mayMove(observation)]).toEqual([
      true,
      true,
      false,
    ]);
    await expect(open(db, stranger, round.roundId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(open(db, stranger, null)).rejects.toMatchObject({ code: 'not-found' });
    await expect(open(db, moderation, 'keine-runde')).rejects.toMatchObject({ code: 'not-found' });
    await expect(open(db, null, null)).rejects.toMatchObject({ code: 'not-signed-in' });
  });

  test('tells how the last closed ballot ranked the measures', async () => {
    const here = await sessionHere();
    const { people, sessionId, measures } = here.round;
    expect((await open(here.db, people.coordination, null)).lastRanking).toBeNull();
    await openHere(here);
    await here.done(people.behindertenbeirat, 'session.enter', { sessionId });
    const { id: ballotId, hash } = await ballotHere(here);
    await here.done(people.behindertenbeirat, 'vote.cast', { sessionId, ballotId, marks: [1, null, 4, null], hash });
    expect((await open(here.db, people.coordination, null)).lastRanking).toBeNull();
    await here.done(people.moderation, 'ballot.close', { sessionId, ballotId });
    const { lastRanking } = await open(here.db, people.coordination, null);
    expect(lastRanking?.lines.map(({ measureId, rank }) => [measures.indexOf(measureId) + 1, rank])).toEqual([
      [3, 1],
      [1, 2],
      [2, 3],
      [4, 3],
    ]);
  });
});

test('a guest of another session is shown no ranking of this one, and a ballot that says nothing hides none', async () => {
  const here = await sessionHere();
  await openHere(here);
  const { people } = here.round;
  const ballot = await ballotHere(here);
  await castHere(here, people.jugendhilfeplanung, ballot, pointsFor(ballot, 1, 3));
  await closeHere(here, ballot);
  const [guest] = await guestsHere(here, 1, await otherSession(here));
  expect((await open(here.db, guest!, null)).lastRanking).toBeNull();
  const before = (await open(here.db, people.coordination, null)).lastRanking;
  expect(before?.lines[0]?.measureId).toBe(here.round.measures[1]);
  // Two papers in envelopes are too few to be told.
  const secret = await openBallotHere(here, { secrecy: 'secret' });
  await castHere(here, people.jugendhilfeplanung, secret, pointsFor(secret, 0, 3));
  await closeHere(here, secret);
  expect((await open(here.db, people.coordination, null)).lastRanking).toEqual(before);
});

describe('the history of a board', () => {
  test('is told to those alone who may see the board, also before there is one', async () => {
    const { db, round } = await openSampleRound();
    const boards = boardsIn(db);
    expect(await boards.history(round.people.observation, null)).toEqual({ moves: [], movers: [] });
    await expect(boards.history(round.people.stranger, round.roundId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(boards.history(null, round.roundId)).rejects.toMatchObject({ code: 'not-signed-in' });
  });

  test('says who moved what from where to where, in the order in which it was stored', async () => {
    const { planner, council, history, moved } = await boardHere();
    moveOn(planner, measures, measures[3]!.id, 1);
    await moved('M04 M01 M02 M03');
    moveOn(council, measures, measures[2]!.id, 2);
    await moved('M04 M03 M01 M02');
    expect(await history()).toEqual(['Behindertenbeirat: M03 4 → 2', 'Jugendhilfeplanung: M04 4 → 1']);
  });

  test('keeps moves of one measure apart that two people made at the same instant', async () => {
    const { planner, council, moved, round: here } = await boardHere();
    moveOn(planner, measures, measures[3]!.id, 1);
    await until(() => orderOn(council.doc, measures) === 'M04 M01 M02 M03');
    moveOn(council, measures, measures[3]!.id, 3);
    await moved('M01 M02 M04 M03');
    const at = new Date();
    await change(here.db, (changes) => changes.updateTable('document_update').set({ at }).execute());
    const { moves } = await open(here.db, here.people.observation, null);
    expect(new Set(moves.map(({ at: instant }) => instant)).size).toBe(1);
    expect(new Set(moves.map(({ id }) => id)).size).toBe(2);
  });

  test('counts the places that people saw: without measures that had gone into another one', async () => {
    const here = await measuresHere();
    const { planner, moved, history, round } = await boardHere(here);
    const { roundId, people } = round;
    const [, second, third, fourth] = measures.map(({ id }) => id);
    await here.gave(people.moderation, 'measure.merge', { roundId, measureId: second!, into: third! });
    moveOn(planner, measures, fourth!, 1);
    await moved('M04 M01 M02 M03');
    expect(await history()).toEqual(['Jugendhilfeplanung: M04 3 → 1']);
    // One go lasts a minute: another measure is moved, so that there are two lines.
    await here.gave(people.moderation, 'measure.split', { roundId, measureId: second! });
    moveOn(planner, measures, third!, 1);
    await moved('M03 M04 M01 M02');
    expect(await history()).toEqual(['Jugendhilfeplanung: M03 4 → 1', 'Jugendhilfeplanung: M04 3 → 1']);
  });

  test('tells of points in the field and of lines: put, moved, taken away', async () => {
    const { planner, council, history, stored } = await boardHere();
    const field = fieldEntry(measures[2]!.id);
    await stored(planner, (map) => map.set(field, [3, 3]));
    await stored(planner, (map) => map.set(field, [4, 2.5]));
    await stored(council, (map) => map.set(field, [4, 1]));
    await stored(planner, () => moveOn(planner, measures, 'line:report', 2));
    await stored(council, () => moveOn(council, measures, 'line:report', 3));
    await stored(council, () => moveOn(council, measures, measures[3]!.id, 1));
    await stored(planner, (map) => map.set('line:report', null));
    expect(await history()).toEqual([
      'Jugendhilfeplanung: line:report 4 → null',
      'Behindertenbeirat: M04 4 → 1',
      'Behindertenbeirat: line:report 2 → 3',
      'Jugendhilfeplanung: line:report null → 2',
      'Behindertenbeirat: M03 4/2.5 → 4/1',
      'Jugendhilfeplanung: M03 null → 4/2.5',
    ]);
  });

  test('begins when somebody moves something: what the board was made with was moved by nobody', async () => {
    const { db, round } = await openSampleRound();
    const [first, second] = round.measures;
    const begun = inThisOrder([second!, 'line:decision', first!] as const);
    await change(db, (changes) =>
      createBoard(changes, round.roundId, [
        ...begun.map(([item, position]) => [positionEntry(item), position] as const),
        [fieldEntry(first!), [4, 2]],
      ]),
    );
    expect((await open(db, round.people.coordination, null)).moves).toEqual([]);
  });

  test('names nobody for what was only deleted, which the page never does', async () => {
    const { planner, council, history, stored } = await boardHere();
    const field = fieldEntry(measures[2]!.id);
    await stored(planner, (map) => map.set(field, [3, 3]));
    await stored(council, (map) => map.delete(field));
    expect(await history()).toEqual(['jemand: M03 3/3 → null', 'Jugendhilfeplanung: M03 null → 3/3']);
  });

  test('stays when the log is compacted, and goes on after it', async () => {
    const { planner, council, moved, stored, history, round: here, url, loaded } = await boardHere();
    const { personId } = here.people.jugendhilfeplanung;
    for (let turn = 0; turn < 60; turn += 1)
      for (const [place, order] of [
        [1, 'M02 M01 M03 M04'],
        [2, 'M01 M02 M03 M04'],
      ] as const) {
        moveOn(planner, measures, measures[1]!.id, place);
        await moved(order);
      }
    moveOn(council, measures, measures[3]!.id, 2);
    await moved('M01 M04 M02 M03');
    await stored(planner, (map) => map.set(fieldEntry(measures[0]!.id), [4, 2.5]));
    await stored(council, (map) => map.set('line:budget', 'zz'));
    const before = await history();
    planner.destroy();
    council.destroy();
    await until(() => loaded() === 0);
    const log = here.db.kysely.selectFrom('document_update').select('seq').where('document_id', '=', here.documentId);
    await until(async () => (await log.execute()).length === 0);
    expect(await history()).toEqual(before);
    expect(before.slice(0, 3)).toEqual([
      'Behindertenbeirat: line:budget null → 4',
      'Jugendhilfeplanung: M01 null → 4/2.5',
      'Behindertenbeirat: M04 4 → 2',
    ]);
    const again = provide(url, here.documentId, personId);
    await until(() => again.synced);
    moveOn(again, measures, measures[0]!.id, 4);
    await moved('M04 M02 M03 M01 |budget');
    expect(await history()).toEqual(['Jugendhilfeplanung: M01 1 → 4', ...before]);
    again.destroy();
  });

  test('is the same after it was kept twice', async () => {
    const { planner, moved, history, round: here } = await boardHere();
    moveOn(planner, measures, measures[3]!.id, 1);
    await moved('M04 M01 M02 M03');
    const before = await history();
    const board = { id: here.documentId, kind: 'board' };
    await keepHistory(here.db)(board);
    await keepHistory(here.db)(board);
    expect(await history()).toEqual(before);
  });
});

let measures: ReturnType<typeof boardMeasures>;
const present: WebsocketProvider[] = [];
const served: DocumentServer[] = [];
afterEach(async () => {
  present.splice(0).forEach((provider) => provider.destroy());
  await Promise.all(served.splice(0).map((server) => server.close()));
});

type Planted = Pick<Awaited<ReturnType<typeof openSampleRound>>, 'db' | 'round'>;

/** A board with two people at it. */
async function boardHere(planted: Promise<Planted> | Planted = openSampleRound()) {
  const { db, round } = await planted;
  measures = boardMeasures(round);
  const everybody = new Map(Object.values(round.people).map((caller) => [caller.personId as string, caller]));
  const { documentId } = await open(db, round.people.coordination, null);
  const server = await serveDocuments(db, (id) => everybody.get(id) ?? null);
  served.push(server);
  const join = async (person: 'jugendhilfeplanung' | 'behindertenbeirat') => {
    const provider = provide(server.url, documentId, round.people[person].personId);
    present.push(provider);
    await until(() => provider.synced);
    return provider;
  };
  // One server that goes on from what it has read: it has to tell the same as one that reads everything.
  const boards = boardsIn(db);
  const history = async () => {
    const { moves, movers } = await boards.history(round.people.observation, round.roundId);
    expect({ moves, movers }).toEqual(await boardsIn(db).history(round.people.observation, null));
    return moves.map(({ by, what }) => {
      const who = movers.find(({ id }) => id === by)?.name ?? 'jemand';
      const [from, to] = [what.from, what.to].map((each) =>
        each !== null && typeof each === 'object' ? `${each.effect}/${each.effort}` : String(each),
      );
      const name = what.kind === 'line' ? what.line : measures.find(({ id }) => id === what.measureId)?.key;
      return `${who}: ${name} ${from} → ${to}`;
    });
  };
  const moved = async (order: string) => {
    await until(async () => orderOn(await storedDocument(db, documentId), measures) === order);
    // What is stored is on its way to those who are there: who moves next must have seen it.
    await until(() => present.every(({ doc, wsconnected }) => !wsconnected || orderOn(doc, measures) === order));
  };
  /** Writes to the map as the page does, and waits until it is stored and with the others. */
  const stored = async ({ doc }: WebsocketProvider, write: (map: Y.Map<unknown>) => void) => {
    write(doc.getMap(boardRoot));
    const said = (of: Y.Doc) => JSON.stringify(Object.entries(of.getMap(boardRoot).toJSON()).toSorted());
    await until(async () => said(await storedDocument(db, documentId)) === said(doc));
    await until(() => present.every((other) => !other.wsconnected || said(other.doc) === said(doc)));
  };
  return {
    ...{ history, moved, stored, url: server.url, loaded: () => server.documents.loaded() },
    round: { ...round, db, documentId },
    planner: await join('jugendhilfeplanung'),
    council: await join('behindertenbeirat'),
  };
}

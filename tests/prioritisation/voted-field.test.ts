import { expect, test } from 'vitest';
import { boardsIn } from '../../server/prioritisation/boards.ts';
import {
  castHere,
  closeHere,
  guestsHere,
  openBallotHere,
  openHere,
  otherSession,
  pointsFor,
  sessionHere,
} from '../session/session-here.ts';

test('the field begins with the means of the last weighted ballot, also after one by points', async () => {
  const here = await sessionHere();
  await openHere(here);
  const { people, measures: ids } = here.round;
  expect((await boardsIn(here.db).open(people.coordination, null)).votedField).toBeNull();
  const criterion = (key: string, weight: number) => ({
    ...{ key, weight, label: `Kriterium ${key}`, question: 'Wie sehr?', low: 'wenig', high: 'viel' },
  });
  const weighted = await openBallotHere(here, {
    rule: { method: 'weighted', criteria: [criterion('participation', 70), criterion('resources', 30)] },
  });
  // Many resources (5) are little effort.
  await castHere(here, people.jugendhilfeplanung, weighted, [5, 1, 2, 5, 3, 3, 1, 1]);
  await castHere(here, people.behindertenbeirat, weighted, [4, 2, 2, 4, 3, 3, 1, 1]);
  await closeHere(here, weighted);
  const points = await openBallotHere(here, {});
  await castHere(here, people.jugendhilfeplanung, points, pointsFor(points, 1, 3));
  await closeHere(here, points);
  const { votedField, lastRanking } = await boardsIn(here.db).open(people.coordination, null);
  expect(lastRanking?.weighing).toBeNull();
  expect(votedField?.labels).toEqual({ effect: 'Kriterium participation', effort: 'Kriterium resources' });
  expect(votedField?.points).toEqual([
    { measureId: ids[0], effect: 4.5, effort: 4.5 },
    { measureId: ids[1], effect: 2, effort: 1.5 },
    { measureId: ids[2], effect: 3, effort: 3 },
    { measureId: ids[3], effect: 1, effort: 5 },
  ]);
  const [guest] = await guestsHere(here, 1, await otherSession(here));
  expect((await boardsIn(here.db).open(guest!, null)).votedField).toBeNull();
});

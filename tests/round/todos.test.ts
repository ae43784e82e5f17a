import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AnalysisSummary } from '#domain/analysis/analysis.ts';
import type { RoundOverview } from '#domain/round/round.ts';
import { todosOf } from '../../src/lib/shell/todos.ts';

/** A planner's round before its session, with analyses of these titles. */
const overviewOf = (titles: readonly string[]): RoundOverview =>
  ({
    round: { role: 'planner' },
    session: { id: randomUUID(), status: 'planned', startsAt: '2027-01-14T13:00:00Z', ballot: null },
    analyses: titles.map((title) => ({ id: randomUUID(), title }) as unknown as AnalysisSummary),
  }) as unknown as RoundOverview;
const labels = (titles: readonly string[]) =>
  todosOf(overviewOf(titles), 'de').map(({ around, subject = '' }) => around(subject));

test('two analyses of the same group are two things to do', () => {
  const todos = todosOf(overviewOf(['Hochbetagte: Wege', 'Hochbetagte: Treffpunkte']), 'de');
  expect(todos.map(({ subject }) => subject)).toEqual(['Hochbetagte', 'Hochbetagte']);
  expect(new Set(todos.map(({ key }) => key)).size).toBe(2);
});

test('of many analyses five are named, and the others counted', () => {
  expect(labels(Array.from({ length: 6 }, (_, at) => `Gruppe ${at}`)).slice(-2)).toEqual([
    'Gruppe 4 prüfen und ergänzen',
    '1 weitere Lageanalyse prüfen und ergänzen',
  ]);
  expect(labels(Array.from({ length: 33 }, (_, at) => `Gruppe ${at}`)).at(-1)).toBe(
    '28 weitere Lageanalysen prüfen und ergänzen',
  );
  expect(labels(Array.from({ length: 5 }, (_, at) => `Gruppe ${at}`))).toHaveLength(5);
});

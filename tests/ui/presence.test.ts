import { expect, test } from 'vitest';
import { initialsOf, toneOf } from '../../src/lib/ui/presence.ts';

test.each([
  ['Arbeitskreis Armut', 'AA'],
  ['Integration', 'IN'],
  ['Bündnis für Pflege', 'BP'],
  ['Ökumenische Hilfe', 'ÖH'],
  ['a. brandes', 'A.'],
])('%s sits as %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

test('a group keeps its colour on every screen', () => {
  expect(toneOf('Integration')).toBe(toneOf('Integration'));
  expect([1, 2, 3, 4, 5, 6]).toContain(toneOf('Behindertenbeirat'));
});

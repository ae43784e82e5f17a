import { describe, expect, test } from 'vitest';
import { caretOf } from '../../src/lib/analysis/editor/writers.ts';

const user = { personId: 'p1', name: 'A. Brandes', initials: 'AB', tone: 3, group: 'Seniorenvertretung' };
const place = { type: { client: 1, clock: 2 }, tname: null, item: null, assoc: -1 };

describe('Who writes where', () => {
  test('is told by the group, or by the name where there is none', () => {
    expect(caretOf({ user, cursor: { anchor: place, head: place } })?.writer.label).toBe('Seniorenvertretung');
    expect(caretOf({ user: { ...user, group: null }, cursor: { anchor: place, head: place } })?.writer.label).toBe(
      'A. Brandes',
    );
  });

  test.each([
    null,
    7,
    {},
    { user },
    { user, cursor: null },
    { user, cursor: { anchor: place } },
    { user, cursor: 'x' },
    { user: { ...user, tone: 9 }, cursor: { anchor: place, head: place } },
    { user: { ...user, name: { html: '<b>' } }, cursor: { anchor: place, head: place } },
    { user, cursor: { anchor: { item: { client: 'a', clock: 1 } }, head: place } },
  ])('is nowhere for %j', (state) => {
    expect(caretOf(state)).toBeNull();
  });
});

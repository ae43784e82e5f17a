import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import type { GroupId, PersonId, RoundId, SessionId } from '#domain/ids.ts';
import { type Caller, initialsOf, type Role, roles } from '#domain/people/caller.ts';
import { JoinAsGuest, PersonName, SetUp } from '#domain/people/entry.ts';
import { type Action, may, mustBeAllowed, roleMay } from '#domain/people/permissions.ts';
import { wayBack } from '#domain/people/way-back.ts';
import { acceptsOrigin } from '../../server/people/origin.ts';
import { readConfig } from '../../server/platform/config.ts';

/** The rights as a table: x may, · may not. Columns: coordinator, moderator, planner, delegate, observer, guest. */
const table: Record<Action, string> = {
  'round.read': '     x x x x x ·',
  'analysis.read': '  x x x x x x',
  'analysis.write': ' x x x x · ·',
  'measure.read': '   x x x x x x',
  'measure.add': '    x x x x · ·',
  'measure.describe': 'x x x x · ·',
  'measure.link': '   x x x x · ·',
  'measure.unlink': ' x x x x · ·',
  'measure.advance': 'x x · · · ·',
  'measure.merge': '  x x · · · ·',
  'measure.split': '  x x · · · ·',
  'session.read': '   x x x x x x',
  'session.enter': '  x x x x x x',
  'session.open': '   x x · · · ·',
  'session.close': '  x x · · · ·',
  'agenda.advance': ' x x · · · ·',
  'ballot.open': '    x x · · · ·',
  'ballot.repeat': '  x x · · · ·',
  'ballot.warn': '    x x · · · ·',
  'ballot.close': '   x x · · · ·',
  'vote.cast': '      x · x x · x',
  'time.ask': '       x · x x · x',
  'voter.admit': '    x x · · · ·',
  'hands.count': '    x x · · · ·',
  'order.agree': '    x x · · · ·',
  'measure.recommend': 'x x · · · ·',
};

describe('rights', () => {
  test.each(Object.entries(table) as [Action, string][])('%s', (action, row) => {
    expect(roles.map((role) => (roleMay(role, action) ? 'x' : '·')).join(' ')).toBe(row.trim());
  });

  const [here, elsewhere] = ['round-here', 'round-elsewhere'] as RoundId[] as [RoundId, RoundId];
  const [today, tomorrow] = ['session-today', 'session-tomorrow'] as SessionId[] as [SessionId, SessionId];
  const seated = (role: Role, sessionId: SessionId | null = null): Caller => ({
    ...{ personId: 'person' as PersonId, name: 'Integration', initials: 'IN', tone: 2 },
    seats: [{ roundId: here, role, group: null, sessionId }],
  });

  test('are good in the round of the seat only', () => {
    expect(may(seated('coordinator'), 'session.open', { roundId: here })).toBe(true);
    expect(may(seated('coordinator'), 'session.open', { roundId: elsewhere })).toBe(false);
  });

  test('of a guest are good in her own session only', () => {
    const guest = seated('guest', today);
    expect(may(guest, 'vote.cast', { roundId: here, sessionId: today })).toBe(true);
    for (const action of Object.keys(table) as Action[]) {
      expect(may(guest, action, { roundId: here, sessionId: tomorrow }), action).toBe(false);
    }
  });

  test('nobody has any without signing in', () => {
    expect(() => mustBeAllowed(null, 'session.read', { roundId: here })).toThrow('not-signed-in');
    expect(() => mustBeAllowed(seated('observer'), 'vote.cast', { roundId: here })).toThrow('not-allowed');
  });
});

describe('an origin', () => {
  const config = (env: Record<string, string>) => acceptsOrigin(readConfig(env));
  test.each([
    ['http://localhost:3000', true],
    ['http://127.0.0.1:3000', true],
    ['http://localhost:3001', false],
    ['https://localhost:3000', false],
    ['http://localhost:3000.evil.example', false],
    ['http://localhost:3000/', false],
    ['null', false],
    ['', false],
    [undefined, false],
  ])('%j on this machine: %s', (origin, accepted) => {
    expect(config({})(origin)).toBe(accepted);
  });

  test.each([
    ['https://planung.example', true],
    ['http://planung.example', false],
    ['https://planung.example:8443', false],
    ['https://evil.planung.example', false],
    ['https://planung.example.evil.example', false],
    ['http://localhost:3000', false],
    ['null', false],
    [undefined, false],
  ])('%j where ORIGIN is https://planung.example: %s', (origin, accepted) => {
    expect(config({ ORIGIN: 'https://planung.example' })(origin)).toBe(accepted);
  });
});

test.each([
  ['/sessions/1?tab=votes#top', '/sessions/1?tab=votes#top'],
  ['/', '/'],
  [null, '/'],
  ['', '/'],
  ['sessions', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/.//evil.example', '/'],
  ['/..//evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/%2F/evil.example', '/%2F/evil.example'],
])('after signing in, next=%j leads to %s', (next, path) => {
  expect(wayBack(next)).toBe(path);
});

describe('what people type', () => {
  test.each([
    ['  A.   Brandes ', 'A. Brandes'],
    ['Bra\u0000nd\u202Ees', 'Bra nd es'],
    ['Łukasz 👋', 'Łukasz 👋'],
  ])('the name %j is shown as %j', (typed, shown) => {
    expect(v.parse(PersonName, typed)).toBe(shown);
  });

  test.each(['', '   ', '\u202E', 'x'.repeat(81)])('%j is not a name', (typed) => {
    expect(v.is(PersonName, typed)).toBe(false);
  });

  test.each([
    ['Arbeitskreis Armut', 'AA'],
    ['Bündnis Pflege', 'BP'],
    ['Integration', 'IN'],
    ['ß ß', 'SSS'],
    ['👋', '?'],
  ])('%s is marked %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  test('no group means: for myself', () => {
    expect(v.parse(JoinAsGuest, { name: 'A. Brandes', groupId: '' }).groupId).toBeNull();
    expect(v.parse(JoinAsGuest, { name: 'A. Brandes' }).groupId).toBeNull();
    expect(v.is(JoinAsGuest, { name: 'A. Brandes', groupId: 'x' as GroupId })).toBe(false);
  });

  test.each([
    ['elf Zeichen', false],
    ['zwölf Zeich.', true],
    ['sozialplanung@stadt.example', false],
    [' Sozialplanung@Stadt.Example', false],
    ['aaaaaaaaaaaa', true],
    ['x'.repeat(1001), false],
  ])('%j as a new password: %s', (password, accepted) => {
    const result = v.safeParse(SetUp, { name: 'Sozialplanung', email: 'Sozialplanung@Stadt.example', password });
    expect(result.success).toBe(accepted);
    if (!result.success) expect(v.flatten<typeof SetUp>(result.issues).nested).toHaveProperty('password');
  });
});

import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../server/database/database.ts';
import type { People } from '../../server/people/people.ts';
import { countTries, prefixOf } from '../../server/people/tries.ts';
import { type Clock, handClock, peopleHere, peopleOn, plantAccount, refusal } from './people-here.ts';

const email = 'pflege@stadt.example';
const colleague = 'jugend@stadt.example';
const password = 'Hunte-Ufer-bei-Regen';
const townHall = '192.0.2.10';
const attacker = '198.51.100.7';
const opened: Database[] = [];
let people: People;
let clock: Clock;
let db: Database;

beforeEach(async () => {
  if (db === undefined) {
    ({ db } = await peopleHere());
    opened.push(db);
    await Promise.all([plantAccount(db, email, password), plantAccount(db, colleague, password)]);
  }
  clock = handClock();
  people = peopleOn(db, clock);
});
afterAll(() => Promise.all(opened.map((each) => each.close())));

const right = (address: string, name = email) => people.signIn({ email: name, password, address }).then(() => 'in');
const wrong = (address: string, name = email) => refusal(people.signIn({ email: name, password: 'falsch', address }));
const wrongTimes = async (count: number, address: string, name = email) => {
  const answers = await Promise.all(Array.from({ length: count }, () => wrong(address, name)));
  return answers.filter((answer) => answer === 'too-many-tries').length;
};

describe('guessing a password', () => {
  test('stops after eight tries, also when all of them come at the same moment', async () => {
    expect(await wrongTimes(30, attacker)).toBe(22);
    expect(await refusal(right(attacker))).toBe('too-many-tries');
    clock.forward(11);
    expect(await right(attacker)).toBe('in');
  });

  test('eight slips of one person do not stop a colleague behind the same address', async () => {
    await wrongTimes(9, townHall);
    expect(await refusal(right(townHall))).toBe('too-many-tries');
    expect(await right(townHall, colleague)).toBe('in');
  });

  test('somebody who hammers an e-mail from afar does not lock its owner out', async () => {
    await wrongTimes(9, attacker);
    expect(await right(townHall)).toBe('in');
  });

  test('not even from many addresses, where the owner has signed in before', async () => {
    expect(await right(townHall)).toBe('in');
    for (let host = 1; host <= 30; host += 1) await wrong(`198.51.100.${host}`);
    expect(await wrong('203.0.113.1')).toBe('too-many-tries');
    expect(await right(townHall)).toBe('in');
    expect(await right(townHall, colleague)).toBe('in');
  });

  test('one address that tries hundreds of names is stopped, but not those who are at home there', async () => {
    expect(await right(townHall)).toBe('in');
    const names = Array.from({ length: 300 }, (_, index) => `person${index}@stadt.example`);
    await Promise.all(names.map((name) => wrong(townHall, name)));
    expect(await wrong(townHall, 'noch-jemand@stadt.example')).toBe('too-many-tries');
    expect(await right(townHall)).toBe('in');
    expect(await right('192.0.2.11', colleague)).toBe('in');
  });

  test('a right password wipes the slips before it', async () => {
    for (let round = 0; round < 3; round += 1) {
      expect(await wrongTimes(7, townHall)).toBe(0);
      expect(await right(townHall)).toBe('in');
    }
  });
});

describe('the memory of tries', () => {
  test('is bounded: the oldest goes first', () => {
    const tries = countTries({ tries: 1, withinMs: 1000 }, clock.now, 3);
    for (const key of ['a', 'b', 'c', 'd']) tries.count(key);
    expect(['a', 'b', 'c', 'd'].map((key) => tries.isSpent(key))).toEqual([false, true, true, true]);
  });

  test.each([
    ['192.0.2.10', '192.0.2.10'],
    ['::ffff:192.0.2.10', '192.0.2.10'],
    ['2001:db8:1:2:aaaa::1', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::ffff', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('%s counts as %s', (address, prefix) => {
    expect(prefixOf(address)).toBe(prefix);
  });
});

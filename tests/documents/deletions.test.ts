import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Deletions } from '../../server/documents/deletions.ts';
import { encode } from '../support/documents.ts';
import { randomFrom } from '../support/random.ts';

/** A delete set of one client, as an update without structs carries it. */
const deleted = (client: number, clock: number, len: number) => Y.decodeUpdate(encode(0, 1, client, 1, clock, len)).ds;

describe('what is deleted', () => {
  test.each([1, 2, 3, 4, 5])('is known letter by letter, whatever the order of the stretches (seed %i)', (seed) => {
    const random = randomFrom(seed);
    const known = new Set<number>();
    const deletions = new Deletions();
    for (let turn = 0; turn < 400; turn += 1) {
      const [clock, len] = [random.below(300), 1 + random.below(12)];
      const letters = Array.from({ length: len }, (_, place) => clock + place);
      expect(deletions.hasAll(deleted(7, clock, len))).toBe(letters.every((letter) => known.has(letter)));
      if (turn % 3 > 0) continue;
      deletions.addAll(deleted(7, clock, len));
      letters.forEach((letter) => known.add(letter));
    }
    expect(deletions.hasAll(deleted(8, 0, 1))).toBe(false);
    expect(deletions.hasAll(deleted(8, 0, 0))).toBe(true);
  });
});

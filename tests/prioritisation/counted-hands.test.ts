import { describe, expect, test } from 'vitest';
import { countedHands, handErrors } from '../../src/lib/prioritisation/counted-hands.ts';

const resolution = {
  rule: { method: 'resolution', majority: 'simple', quorum: 0 },
  options: [],
  handVoters: 4,
} as const;

describe('hands that are typed in', () => {
  test.each([[[]], [['', ' ', '']]])(
    'are asked for where nothing is typed: what was entered would be gone',
    (typed) => {
      expect(handErrors(resolution, typed).map(({ field }) => field)).toEqual(['hands-yes']);
    },
  );

  test('may be none at all where that is said', () => {
    expect(handErrors(resolution, ['0'])).toEqual([]);
    expect(countedHands(resolution, ['0'])).toEqual({ hands: 0, counts: [0, 0, 0] });
  });

  test('may leave out what nobody chose, and are no more than were announced', () => {
    expect(handErrors(resolution, ['', '4', ''])).toEqual([]);
    expect(handErrors(resolution, ['2', '3'])).toMatchObject([{ field: 'hands-yes' }]);
  });
});

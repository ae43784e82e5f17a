import { describe, expect, test } from 'vitest';
import type { BallotId, MeasureId, PersonId } from '#domain/ids.ts';
import { type BallotView, moreTime, ownEnd, type Secrecy } from '#domain/prioritisation/ballot.ts';
import { checkMarks, type Marks, noMarks } from '#domain/prioritisation/marks.ts';
import type { BallotRule } from '#domain/prioritisation/rule.ts';
import { deadlineMark, secondsLeft } from '../../src/lib/prioritisation/deadline.ts';
import { gapsIn } from '../../src/lib/prioritisation/paper-gaps.ts';
import { fingerprintOf, saidOn } from '../../src/lib/prioritisation/paper-words.ts';
import { Paper } from '../../src/lib/prioritisation/paper.svelte.ts';
import { Papers } from '../../src/lib/prioritisation/papers.svelte.ts';
import {
  append,
  groupsOf,
  leftOut,
  moveDown,
  moveTo,
  moveUp,
  takeOut,
  toggleTie,
} from '../../src/lib/prioritisation/ranking-paper.ts';
import { ownScore, progressAt } from '../../src/lib/prioritisation/weighted-paper.ts';

const planner = 'jugendhilfeplanung' as PersonId;
const criterion = (key: string, weight: number) => ({ key, weight, label: key, question: '?', low: 'no', high: 'yes' });
const weighted = {
  method: 'weighted' as const,
  criteria: [criterion('urgency', 50), criterion('reach', 30), criterion('resources', 20)],
};
const rules: BallotRule[] = [
  { method: 'points', budget: 4, maxPerOption: 3 },
  weighted,
  { method: 'resistance' },
  { method: 'ranking' },
  { method: 'resolution', majority: 'simple', quorum: 50 },
];
const titles = ['Lotsenstelle', 'Sprachbrücke', 'Ofenerdiek'];

function ballotOn(rule: BallotRule, secrecy: Secrecy = 'open'): BallotView {
  const names = rule.method === 'resolution' ? ['Der Antrag'] : titles;
  return {
    id: 'ballot' as BallotId,
    itemId: null,
    title: 'Was zuerst?',
    ...{ rule, secrecy, unit: 'person', roll: 'present', round: 1, before: null },
    options: names.map((title, place) => ({
      measureId: title as MeasureId,
      key: `M0${place + 1}`,
      title,
      summary: '',
    })),
    hash: '3f7a91c2'.padEnd(64, '0'),
    openedAt: '2027-01-14T15:00:00.000Z',
    ...{ closesAt: null, closedAt: null, voters: 3, handVoters: 0, voted: 0, waitsFor: 0, hands: 0, late: [] },
    ...{ onRoll: true, hasMoreTime: false, mine: null, result: null, agreed: null, recommendations: [] },
  };
}

const at = '2027-01-14T15:03:00.000Z';

/** What a tab keeps over a reload. */
function tab() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe('a paper of every method', () => {
  test('"no" and "no objection" are something, no points are nothing', () => {
    for (const rule of rules) {
      const paper = new Paper(ballotOn(rule), planner);
      expect(paper.isBlank, rule.method).toBe(true);
      if (rule.method === 'points' || rule.method === 'resistance' || rule.method === 'resolution') {
        paper.set(0, 0);
        expect(paper.isBlank, rule.method).toBe(rule.method === 'points');
      }
    }
  });

  test('an objection taken back is a change of what was counted', () => {
    const paper = new Paper(ballotOn({ method: 'resistance' }), planner);
    paper.setAll([0, 3, 10]);
    paper.handedIn([0, 3, 10]);
    paper.set(0, null);
    expect(paper.differsFrom({ marks: [0, 3, 10], at })).toBe(true);
  });

  test('what the summary lets through, the server takes', () => {
    const full: Record<string, Marks> = {
      points: [0, 0, 0],
      resistance: [0, 5, 10],
      ranking: [1, null, 1],
      resolution: [0],
    };
    for (const rule of rules) {
      const ballot = ballotOn(rule);
      const { length: options } = ballot.options;
      const blank = noMarks(rule, options);
      const marks = full[rule.method] ?? blank.with(4, 3);
      expect(gapsIn(ballot, marks), rule.method).toEqual([]);
      expect(() => checkMarks(rule, options, marks), rule.method).not.toThrow();
      if (rule.method === 'points') continue;
      expect(gapsIn(ballot, blank).length, rule.method).toBeGreaterThan(0);
      expect(() => checkMarks(rule, options, blank), rule.method).toThrow();
    }
  });

  test('leads to every option that has no objection yet', () => {
    const gaps = gapsIn(ballotOn({ method: 'resistance' }), [null, 0, null]);
    expect(gaps.map(({ field }) => field)).toEqual(['mark-ballot-0', 'mark-ballot-2']);
    expect(gaps[1]?.message).toContain('Ofenerdiek');
  });

  test('says in words what stands on it', () => {
    const said = (rule: BallotRule, marks: Marks) =>
      saidOn(ballotOn(rule), marks).map(({ title, words }) => `${title}: ${words}`);
    expect(said({ method: 'points', budget: 4, maxPerOption: 3 }, [3, 0, 1])).toEqual([
      'Lotsenstelle: 3 Punkte',
      'Ofenerdiek: 1 Punkt',
    ]);
    expect(said(weighted, [5, 3, null, null, null, null, null, null, null])).toEqual(['Lotsenstelle: 4,25']);
    expect(said({ method: 'resistance' }, [0, null, 10])).toEqual(['Lotsenstelle: 0 von 10', 'Ofenerdiek: 10 von 10']);
    expect(said({ method: 'ranking' }, [2, null, 1])).toEqual(['Ofenerdiek: Platz 1', 'Lotsenstelle: Platz 2']);
    expect(said({ method: 'resolution', majority: 'simple', quorum: 0 }, [0])).toEqual(['Der Antrag: Nein']);
  });

  test('names its wording in eight digits', () => {
    expect(fingerprintOf(ballotOn(weighted))).toBe('3F7A-91C2');
  });
});

describe('a secret paper', () => {
  test('is kept nowhere but in the page', () => {
    for (const secrecy of ['open', 'named', 'secret'] as const) {
      const store = tab();
      const papers = new Papers(planner);
      const ballot = ballotOn({ method: 'ranking' }, secrecy);
      papers.lay(ballot);
      papers.keepIn(store, [ballot]);
      papers.of(ballot)?.set(1, 1);
      expect(store.kept.size, secrecy).toBe(secrecy === 'secret' ? 0 : 1);
    }
  });

  test('is blank once it is in its envelope, unless it was changed meanwhile', () => {
    const paper = new Paper(ballotOn({ method: 'ranking' }, 'secret'), planner);
    paper.setAll([1, 2, null]);
    paper.sealed([1, 2, null]);
    expect(paper.marks).toEqual([null, null, null]);
    expect(paper.touched).toBe(false);
    paper.setAll([1, null, 2]);
    paper.sealed([1, 2, null]);
    expect(paper.marks).toEqual([1, null, 2]);
    expect(paper.touched).toBe(true);
  });
});

describe('a weighed paper', () => {
  test('scores by what is judged so far', () => {
    const marks = noMarks(weighted, 3).with(3, 5).with(4, 3);
    expect(ownScore(weighted, marks, 0)).toBeNull();
    expect(ownScore(weighted, marks, 1)).toBeCloseTo((5 * 50 + 3 * 30) / 80, 12);
    expect([0, 1, 2].map((option) => progressAt(weighted, marks, option).state)).toEqual(['open', 'partly', 'open']);
    expect(progressAt(weighted, marks.with(5, 1), 1)).toEqual({ state: 'complete', given: 3 });
  });
});

describe('a ranking', () => {
  test('gives places in the order in which they are asked for', () => {
    const marks = append(append([null, null, null, null], 2), 0);
    expect(marks).toEqual([2, null, 1, null]);
    expect(leftOut(marks)).toEqual([1, 3]);
    expect(groupsOf(marks)).toEqual([[2], [0]]);
  });

  test('moves by one, and stops at both ends', () => {
    expect(moveUp([1, 2, 3], 2)).toEqual([1, 3, 2]);
    expect(moveDown([1, 2, 3], 0)).toEqual([2, 1, 3]);
    expect(moveUp([1, 2, 3], 0)).toEqual([1, 2, 3]);
    expect(moveDown([1, 2, null], 1)).toEqual([1, 2, null]);
  });

  test('moves to any place', () => {
    expect(moveTo([1, 2, 3, 4], 3, 0)).toEqual([2, 3, 4, 1]);
    expect(moveTo([1, 2, 3, 4], 0, 3)).toEqual([4, 1, 2, 3]);
  });

  test('shares places, and parts them again', () => {
    const tied = toggleTie([1, 2, 3], 1, 0);
    expect(tied).toEqual([1, 1, 2]);
    expect(toggleTie(tied, 1, 0)).toEqual([1, 2, 3]);
    expect(moveUp(tied, 1)).toEqual([2, 1, 3]);
    expect(moveDown(tied, 0)).toEqual([2, 1, 3]);
    expect(toggleTie(tied, 2, 1)).toEqual([1, 1, 1]);
  });

  test('leaves no hole where something is taken out', () => {
    expect(takeOut([1, 2, 3], 1)).toEqual([1, null, 2]);
    expect(takeOut([1, 1, 2], 0)).toEqual([null, 1, 2]);
  });

  test('is a paper that the server takes after any moves', () => {
    let marks: Marks = [null, null, null, null];
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const moves = [append, moveUp, moveDown, (all: Marks, one: number) => moveTo(all, one, random(4))];
    for (let turn = 0; turn < 500; turn += 1) {
      const option = random(4);
      const placed = marks[option] !== null;
      const move = moves[placed ? random(moves.length) : 0];
      if (move !== undefined) marks = move(marks, option);
      const [first, second] = groupsOf(marks).flat();
      if (first !== undefined && second !== undefined && random(3) === 0) marks = toggleTie(marks, second, first);
      expect(() => checkMarks({ method: 'ranking' }, 4, marks)).not.toThrow();
      const ranks = [...new Set(marks.filter((mark) => mark !== null))].toSorted();
      expect(ranks).toEqual(ranks.map((_, place) => place + 1));
    }
  });
});

describe('the announced end', () => {
  test('is a minute later for who asked for more time', () => {
    const closesAt = '2027-01-14T15:04:00.000Z';
    expect(ownEnd({ closesAt: null, hasMoreTime: true })).toBeNull();
    expect(ownEnd({ closesAt, hasMoreTime: true })! - ownEnd({ closesAt, hasMoreTime: false })!).toBe(moreTime);
  });

  test('is said 30 and 10 seconds before it, each once', () => {
    const said: number[] = [];
    let before = Infinity;
    for (let left = 60_400; left > -3000; left -= 1000) {
      const mark = deadlineMark(before, left);
      if (mark !== null) said.push(mark);
      before = left;
    }
    expect(said).toEqual([30, 10]);
  });

  test('is said at once to who comes late, and never when it is over', () => {
    expect(deadlineMark(Infinity, 25_000)).toBe(30);
    expect(deadlineMark(Infinity, 8000)).toBe(10);
    expect(deadlineMark(Infinity, -1)).toBeNull();
    expect(secondsLeft(400)).toBe(1);
    expect(secondsLeft(-400)).toBe(0);
  });
});

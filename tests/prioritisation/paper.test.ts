import { describe, expect, test } from 'vitest';
import type { MeasureId, PersonId } from '#domain/ids.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import { Paper } from '../../src/lib/prioritisation/paper.svelte.ts';
import { Papers } from '../../src/lib/prioritisation/papers.svelte.ts';
import { hindranceOf, pointsLeft } from '../../src/lib/prioritisation/points-paper.ts';

const [lotsenstelle, sprachbruecke] = [0, 1] as const;
const rule = { method: 'points', budget: 4, maxPerOption: 3 } as const;
const at = '2027-01-14T13:05:00.000Z';
const jugendhilfeplanung = 'jugendhilfeplanung' as PersonId;
const ballot = {
  id: 'ballot',
  rule,
  options: ['a', 'b'].map((id) => ({ measureId: id as MeasureId, key: 'M01', title: 'Titel', summary: '' })),
  mine: null,
} as unknown as BallotView;
const handedIn: BallotView = { ...ballot, mine: { marks: [2, null], at } };

/** What a tab keeps over a reload. */
function tab() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

function paperIn(store: ReturnType<typeof tab>, view = ballot) {
  const paper = new Paper(view, jugendhilfeplanung);
  paper.keepIn(store);
  return paper;
}

describe('points', () => {
  test('can be given until the budget is spent, and it is said why they cannot', () => {
    expect(hindranceOf(rule, [2, null], lotsenstelle)).toBeNull();
    expect(hindranceOf(rule, [3, null], lotsenstelle)).toBe('measure-limit');
    expect(hindranceOf(rule, [3, null], sprachbruecke)).toBeNull();
    expect(hindranceOf(rule, [3, 1], sprachbruecke)).toBe('budget-spent');
    expect([pointsLeft(rule, [null, null]), pointsLeft(rule, [3, null]), pointsLeft(rule, [3, 1])]).toEqual([4, 1, 0]);
  });
});

describe('a paper', () => {
  test('says the whole of it when it is handed in, so that taking back counts', () => {
    const paper = new Paper(handedIn, jugendhilfeplanung);
    paper.set(lotsenstelle, 1);
    expect(paper.marks).toEqual([1, null]);
  });

  test('comes back after a reload', () => {
    const store = tab();
    paperIn(store).set(sprachbruecke, 1);
    expect(paperIn(store).marks).toEqual([null, 1]);
  });

  test('is another one for another person', () => {
    const store = tab();
    paperIn(store).set(sprachbruecke, 1);
    const other = new Paper(ballot, 'behindertenbeirat' as PersonId);
    other.keepIn(store);
    expect(other.isBlank).toBe(true);
  });

  test('is forgotten on the device once it is counted', () => {
    const store = tab();
    const paper = paperIn(store);
    paper.set(sprachbruecke, 1);
    paper.handedIn(paper.marks);
    expect(paper.touched).toBe(false);
    expect(paperIn(store).isBlank).toBe(true);
  });

  test('stays open when marks were changed while it was on its way', () => {
    const paper = paperIn(tab());
    paper.set(sprachbruecke, 1);
    const sent = paper.marks;
    paper.set(sprachbruecke, 2);
    paper.handedIn(sent);
    expect(paper.touched).toBe(true);
  });

  test('follows what the same person hands in elsewhere, unless it was changed here', () => {
    const [untouched, touched] = [paperIn(tab()), paperIn(tab())];
    touched.set(sprachbruecke, 3);
    for (const paper of [untouched, touched]) paper.follow(handedIn.mine);
    expect([untouched.marks, touched.marks]).toEqual([
      [2, null],
      [null, 3],
    ]);
  });

  test('in an envelope differs from what is counted only where it was changed here', () => {
    const sealed = { marks: null, at };
    const paper = paperIn(tab());
    expect(paper.differsFrom(sealed)).toBe(false);
    paper.set(lotsenstelle, 1);
    expect(paper.differsFrom(sealed)).toBe(true);
  });

  test.each(['{"x"', '[1]', '[1,2,3]', '[1,"2"]', '{"0":1}', '[1,-1]'])('survives %s in the store', (rubbish) => {
    const store = tab();
    store.setItem(`paper:${ballot.id}:${jugendhilfeplanung}`, rubbish);
    expect(paperIn(store).isBlank).toBe(true);
  });
});

describe('papers of a closed ballot', () => {
  test('show what was chosen but not handed in', () => {
    const store = tab();
    paperIn(store).set(lotsenstelle, 1);
    const papers = new Papers(jugendhilfeplanung);
    papers.keepIn(store, [ballot]);
    expect(papers.uncounted(ballot)?.at(lotsenstelle)).toBe(1);
  });

  test('show nothing when it was counted', () => {
    const papers = new Papers(jugendhilfeplanung);
    papers.keepIn(tab(), [handedIn]);
    expect(papers.uncounted(handedIn)).toBeUndefined();
  });
});

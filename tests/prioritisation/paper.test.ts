import { describe, expect, test } from 'vitest';
import type { MeasureId, PersonId } from '#domain/ids.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import { Paper } from '../../src/lib/prioritisation/paper.svelte.ts';
import { Papers } from '../../src/lib/prioritisation/papers.svelte.ts';

const [lotsenstelle, sprachbruecke] = [
  '5f0c1c46-0a52-4c32-9a55-6a3f6f1f0a01',
  '5f0c1c46-0a52-4c32-9a55-6a3f6f1f0a02',
] as MeasureId[] as [MeasureId, MeasureId];
const jugendhilfeplanung = 'jugendhilfeplanung' as PersonId;
const ballot = {
  id: 'ballot',
  budget: 4,
  maxPerMeasure: 3,
  options: [lotsenstelle, sprachbruecke].map((measureId) => ({ measureId, key: 'M01', title: 'Titel', summary: '' })),
  mine: null,
} as unknown as BallotView;

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

describe('a paper', () => {
  test('gives points until the budget is spent, and says why it stops', () => {
    const paper = new Paper(ballot, jugendhilfeplanung);
    for (let point = 0; point < 5; point += 1) paper.give(lotsenstelle);
    expect(paper.given(lotsenstelle)).toBe(3);
    expect(paper.hindrance(lotsenstelle)).toBe('measure-limit');
    paper.give(sprachbruecke);
    expect(paper.left).toBe(0);
    expect(paper.hindrance(sprachbruecke)).toBe('budget-spent');
  });

  test('names every measure when it is handed in, so that taking back counts', () => {
    const paper = new Paper({ ...ballot, mine: { [lotsenstelle]: 2 } }, jugendhilfeplanung);
    paper.take(lotsenstelle);
    expect(paper.points).toEqual({ [lotsenstelle]: 1, [sprachbruecke]: 0 });
  });

  test('comes back after a reload', () => {
    const store = tab();
    paperIn(store).give(sprachbruecke);
    expect(paperIn(store).given(sprachbruecke)).toBe(1);
  });

  test('is another one for another person', () => {
    const store = tab();
    paperIn(store).give(sprachbruecke);
    const other = new Paper(ballot, 'behindertenbeirat' as PersonId);
    other.keepIn(store);
    expect(other.placed).toBe(0);
  });

  test('is forgotten on the device once it is counted', () => {
    const store = tab();
    const paper = paperIn(store);
    paper.give(sprachbruecke);
    paper.handedIn(paper.points);
    expect(paper.touched).toBe(false);
    expect(paperIn(store).placed).toBe(0);
  });

  test('stays open when points were moved while it was on its way', () => {
    const paper = paperIn(tab());
    paper.give(sprachbruecke);
    const sent = paper.points;
    paper.give(sprachbruecke);
    paper.handedIn(sent);
    expect(paper.touched).toBe(true);
  });

  test('survives rubbish in the store', () => {
    const store = tab();
    store.setItem(`paper:${ballot.id}:${jugendhilfeplanung}`, '{"x"');
    expect(paperIn(store).placed).toBe(0);
  });
});

describe('papers of a closed ballot', () => {
  test('show what was chosen but not handed in', () => {
    const store = tab();
    paperIn(store).give(lotsenstelle);
    const papers = new Papers(jugendhilfeplanung);
    papers.keepIn(store, [ballot]);
    expect(papers.uncounted(ballot)?.given(lotsenstelle)).toBe(1);
  });

  test('show nothing when it was counted', () => {
    const papers = new Papers(jugendhilfeplanung);
    papers.keepIn(tab(), [{ ...ballot, mine: { [lotsenstelle]: 1 } }]);
    expect(papers.uncounted({ ...ballot, mine: { [lotsenstelle]: 1 } })).toBeUndefined();
  });
});

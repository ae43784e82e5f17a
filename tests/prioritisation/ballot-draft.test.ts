import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { MeasureId, SessionId } from '#domain/ids.ts';
import { OpenBallot } from '#domain/prioritisation/ballot.ts';
import { BallotDraft } from '../../src/lib/prioritisation/ballot-draft.svelte.ts';
import { balanced, moved, weightsIn, withOneMore } from '../../src/lib/prioritisation/criteria-draft.ts';
import { criterionField } from '../../src/lib/prioritisation/draft-errors.ts';
import { overwriteGetLocale } from '../../src/lib/paraglide/runtime.js';
import { type DraftFields, methods } from '../../src/lib/prioritisation/draft-fields.ts';

const sessionId = v.parse(SessionId, randomUUID());
const many = Array.from({ length: 61 }, () => v.parse(MeasureId, randomUUID()));
const ten = many.slice(0, 10);

/** A draft of this kind that can be opened. */
function draftOf(method: DraftFields['method']): BallotDraft {
  const draft = new BallotDraft(sessionId);
  draft.fields.method = method;
  draft.fields.motion = 'Die Runde empfiehlt dem Rat, die Lotsenstelle einzurichten.';
  return draft;
}

const refused = (draft: BallotDraft, measures = ten): boolean =>
  !v.safeParse(OpenBallot, draft.input(measures)).success;
const wrongFields = (draft: BallotDraft, measures = ten): string[] => draft.errors(measures).map(({ field }) => field);

describe.each(methods)('a draft on %s', (method) => {
  test('can be opened as it is proposed, in every secrecy and for every unit', () => {
    for (const secrecy of ['open', 'named', 'secret'] as const)
      for (const unit of ['person', 'group'] as const) {
        const draft = draftOf(method);
        Object.assign(draft.fields, { secrecy, unit, hands: '3' });
        expect(draft.errors(ten)).toEqual([]);
        expect(v.parse(OpenBallot, draft.input(ten))).toMatchObject({ rule: { method }, secrecy, unit });
      }
  });

  test.each(['', '   ', 'x'.repeat(121)])('does not open on the question "%s"', (question) => {
    const draft = draftOf(method);
    draft.question = question;
    expect(wrongFields(draft)).toEqual(['question']);
    expect(refused(draft)).toBe(true);
  });

  test('opens on no measures, one, and too many exactly where the rule does', () => {
    for (const measures of [[], ten.slice(0, 1), ten.slice(0, 2), many]) {
      const draft = draftOf(method);
      expect(wrongFields(draft, measures).length > 0, `${measures.length}`).toBe(refused(draft, measures));
    }
  });
});

/** What the domain refuses, and which control says so. Nothing that it accepts is refused by the form. */
const typed: [DraftFields['method'], Partial<DraftFields>, string | null][] = [
  ['points', { budget: '0' }, 'budget'],
  ['points', { budget: '101' }, 'budget'],
  ['points', { budget: '7,5' }, 'budget'],
  ['points', { budget: '' }, 'budget'],
  ['points', { budget: '1', maxPerMeasure: '1' }, null],
  ['points', { budget: '100', maxPerMeasure: '100' }, null],
  ['points', { maxPerMeasure: '11' }, 'maxPerMeasure'],
  ['points', { maxPerMeasure: '0' }, 'maxPerMeasure'],
  ['points', { hands: '1001' }, 'handVoters'],
  ['points', { hands: '-1' }, 'handVoters'],
  ['points', { hands: '1000' }, null],
  ['points', { hands: 'viele', secrecy: 'secret' }, null],
  ['resolution', { motion: ' ' }, 'motion'],
  ['resolution', { motion: 'x'.repeat(2001) }, 'motion'],
  ['resolution', { motion: 'x'.repeat(2000) }, null],
  ['resolution', { quorum: '101' }, 'quorum'],
  ['resolution', { quorum: 'halb' }, 'quorum'],
  ['resolution', { quorum: '0', majority: 'consensus' }, null],
  ['resolution', { hands: '1,5' }, 'handVoters'],
  ['weighted', { criteria: [] }, 'criteria'],
  ['ranking', { budget: 'x', motion: '', hands: 'x', criteria: [] }, null],
  ['resistance', { hands: 'x' }, null],
];
test.each(typed)('%s with %o is wrong at %s', (method, fields, field) => {
  const draft = draftOf(method);
  Object.assign(draft.fields, fields);
  expect(wrongFields(draft)).toEqual(field === null ? [] : [field]);
  expect(refused(draft)).toBe(field !== null);
});

describe('the criteria of a draft', () => {
  let draft: BallotDraft;
  beforeEach(() => void (draft = draftOf('weighted')));
  const edit = (place: number, words: Partial<DraftFields['criteria'][number]>): void => {
    draft.fields.criteria = draft.fields.criteria.map((each, at) => (at === place ? { ...each, ...words } : each));
  };

  test('are the seven proposed ones in words, and make 100', () => {
    expect(draft.fields.criteria.map(({ label, weight }) => `${label} ${weight}`)).toEqual([
      'Dringlichkeit 20',
      'Wirkung auf Teilhabe 25',
      'Reichweite 10',
      'Gleichwertige Lebensverhältnisse 15',
      'Umsetzbarkeit 10',
      'Ressourcen 10',
      'Nähe zur Zielgruppe 10',
    ]);
    expect(weightsIn(draft.fields.criteria)).toBe(100);
  });

  test.each([
    [{ label: '' }, 'label'],
    [{ label: 'x'.repeat(61) }, 'label'],
    [{ question: ' ' }, 'question'],
    [{ question: 'x'.repeat(201) }, 'question'],
    [{ low: '' }, 'low'],
    [{ high: 'x'.repeat(41) }, 'high'],
  ] as const)('are wrong with %o', (words, part) => {
    edit(0, words);
    expect(wrongFields(draft)).toEqual([criterionField('urgency', part)]);
    expect(refused(draft)).toBe(true);
  });

  test('need weights that are numbers and make 100', () => {
    edit(0, { weight: '30' });
    expect(draft.errors(ten)).toEqual([
      { field: 'criteria', message: 'Die Gewichte ergeben 110 Prozent. Es müssen 100 sein.' },
    ]);
    expect(refused(draft)).toBe(true);
    draft.fields.criteria = balanced(draft.fields.criteria);
    expect(wrongFields(draft)).toEqual([]);
    edit(0, { weight: 'viel' });
    expect(wrongFields(draft)).toEqual([criterionField('urgency', 'weight'), 'criteria']);
  });

  test('may be twelve, not thirteen, and new ones have keys of their own', () => {
    while (draft.fields.criteria.length < 12) {
      draft.fields.criteria = withOneMore(draft.fields.criteria);
      edit(draft.fields.criteria.length - 1, { label: 'Eigenes', question: 'Wie?', low: 'a', high: 'b' });
    }
    draft.fields.criteria = withOneMore(draft.fields.criteria.filter(({ key }) => key !== 'own-2'));
    edit(11, { label: 'Noch eines', question: 'Wie?', low: 'a', high: 'b' });
    expect(wrongFields(draft)).toEqual([]);
    expect(refused(draft)).toBe(false);
    draft.fields.criteria = withOneMore(draft.fields.criteria);
    edit(12, { label: 'Eins zu viel', question: 'Wie?', low: 'a', high: 'b' });
    expect(wrongFields(draft)).toEqual(['criteria']);
    expect(refused(draft)).toBe(true);
  });

  test('keep their order, change it by one place, and stay at the ends', () => {
    const keys = (criteria: DraftFields['criteria']) => criteria.map(({ key }) => key).slice(0, 3);
    expect(keys(moved(draft.fields.criteria, 'urgency', 1))).toEqual(['participation', 'urgency', 'reach']);
    expect(keys(moved(draft.fields.criteria, 'urgency', -1))).toEqual(['urgency', 'participation', 'reach']);
    draft.fields.criteria = moved(draft.fields.criteria, 'reach', -1);
    expect(draft.input(ten).rule).toMatchObject({
      criteria: [{ key: 'urgency' }, { key: 'reach' }, { key: 'participation' }, {}, {}, {}, {}],
    });
  });
});

describe('a draft on this device', () => {
  function tab() {
    const kept = new Map<string, string>();
    return {
      kept,
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
  }

  test('comes back after a reload, and only in its session', () => {
    const store = tab();
    const draft = draftOf('resolution');
    expect(draft.keepIn(store)).toBe(false);
    draft.fields.method = 'resolution';
    draft.question = 'Einverstanden?';
    draft.choose(ten[3]!, false);
    draft.keep();
    const again = new BallotDraft(sessionId);
    expect(again.keepIn(store)).toBe(true);
    expect(again.question).toBe('Einverstanden?');
    expect(again.chosen(ten)).toHaveLength(9);
    expect(new BallotDraft(v.parse(SessionId, randomUUID())).keepIn(store)).toBe(false);
  });

  test('is forgotten once it is opened, and when it is what it was at first', () => {
    const store = tab();
    const draft = draftOf('ranking');
    draft.keepIn(store);
    draft.keep();
    expect(store.kept.size).toBe(1);
    draft.forget();
    draft.keep();
    expect(store.kept.size).toBe(0);
  });

  test('survives rubbish in the store', () => {
    const store = tab();
    for (const rubbish of ['{"x"', '{"method":"lottery"}']) {
      store.setItem(`ballot-draft:${sessionId}`, rubbish);
      expect(new BallotDraft(sessionId).keepIn(store)).toBe(false);
      expect(store.kept.size).toBe(0);
    }
  });
});

test('The question follows the method until somebody writes one', () => {
  const draft = new BallotDraft(sessionId);
  expect(draft.question).toBe('Welche Maßnahmen sollen zuerst kommen?');
  draft.fields.method = 'resolution';
  expect(draft.question).toBe('Stimmt die Runde diesem Beschluss zu?');
  draft.question = 'Einverstanden?';
  draft.fields.method = 'points';
  expect(draft.question).toBe('Einverstanden?');
});

test('what a ballot is opened with is in the language of the round, whatever language the moderator reads', () => {
  overwriteGetLocale(() => 'en');
  onTestFinished(() => overwriteGetLocale(() => 'de'));
  const weighted = draftOf('weighted').input(ten);
  expect(weighted.title).toBe('Welche Maßnahmen sollen zuerst kommen?');
  expect(weighted.rule).toMatchObject({ criteria: [{ label: 'Dringlichkeit' }, {}, {}, {}, {}, {}, {}] });
  expect(draftOf('resolution').input(ten).title).toBe('Stimmt die Runde diesem Beschluss zu?');
});

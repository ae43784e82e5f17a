import { describe, expect, test } from 'vitest';
import { dateText, fieldText, readField } from '#domain/measures/field-text.ts';
import { blankProfile, type FieldName, fieldNames } from '#domain/measures/profile.ts';
import { readTexts, toTexts } from '#domain/measures/profile-form.ts';
import { needsReason, nextStatus } from '#domain/measures/status.ts';

const read = (name: FieldName, text: string) => {
  const found = readField(name, text);
  return found.ok ? found.value : found.problem;
};

describe('money is read as people write it here', () => {
  test.each([
    ['65.000,00 €', 65_000],
    ['65000', 65_000],
    ['65.000', 65_000],
    ['1.250.000 EUR', 1_250_000],
    ['65 000 Euro', 65_000],
    ['65.000,-', 65_000],
    ['0', 0],
    ['', null],
    ['65,000', 'unclear-money'],
    ['65.00', 'unclear-money'],
    ['65.000,50', 'money-cents'],
    ['etwa 65', 'not-money'],
    ['-5', 'not-money'],
    ['99999999999', 'not-money'],
  ])('%s', (text, value) => {
    expect(read('costYearly', text)).toBe(value);
  });
});

describe('a time is a year, a month or a day', () => {
  test.each([
    ['2027', '2027'],
    ['08/2027', '2027-08'],
    ['8.2027', '2027-08'],
    ['1.8.2027', '2027-08-01'],
    ['2027-08-01', '2027-08-01'],
    ['31.02.2027', 'not-when'],
    ['13/2027', 'not-when'],
    ['bald', 'not-when'],
    ['', null],
  ])('%s', (text, value) => {
    expect(read('from', text)).toBe(value);
  });

  test('a target that is only named by month or year is reached by its last day', () => {
    expect([read('targetBy', '02/2028'), read('targetBy', '2028')]).toEqual(['2028-02-29', '2028-12-31']);
    expect(dateText('2028-02-29')).toBe('29.02.2028');
  });
});

test('lists are read line by line or by semicolon, each entry once', () => {
  expect(read('partners', ' Jobcenter ;Arbeitskreis Armut\nJobcenter\n\n')).toEqual([
    'Jobcenter',
    'Arbeitskreis Armut',
  ]);
});

test('a duty is read by its German words', () => {
  expect(['Freiwillig', 'teilweise', 'Pflicht', 'vielleicht'].map((word) => read('duty', word))).toEqual([
    'voluntary',
    'partly',
    'mandatory',
    'not-duty',
  ]);
});

test('every field of a full profile survives being written and read', () => {
  const full = {
    ...blankProfile('Maß „Größe“'),
    ...{ summary: 'Zwei\nZeilen', areas: ['Kreyenbrück', 'Ofenerdiek'], costOnce: 0, costYearly: 1_250_000 },
    ...{ from: '2027-08', until: '2029', duty: 'partly' as const, targetBy: '2028-12-31' },
  };
  const { change, errors } = readTexts(toTexts(full), {});
  expect(errors).toEqual({});
  expect({ ...blankProfile(''), ...change }).toEqual(full);
  expect(fieldNames.every((name) => typeof fieldText(name, full[name]) === 'string')).toBe(true);
});

test('a form changes only what differs from what it was filled with', () => {
  const before = toTexts({ ...blankProfile('Lotsenstelle'), goal: 'Zeile 1\nZeile 2' });
  expect(readTexts({ ...before, goal: 'Zeile 1\r\nZeile 2', leadUnit: 'Amt' }, before).change).toEqual({
    leadUnit: 'Amt',
  });
  expect(readTexts({ ...before, title: ' ' }, before).errors).toEqual({ title: 'missing' });
});

test('a measure goes from the idea to the end; beside the way nothing follows by itself', () => {
  expect([nextStatus('idea'), nextStatus('under-way'), nextStatus('ended'), nextStatus('deferred')]).toEqual([
    'draft',
    'ended',
    null,
    null,
  ]);
  expect([needsReason('idea', 'draft'), needsReason('draft', 'idea'), needsReason('deferred', 'draft')]).toEqual([
    false,
    true,
    true,
  ]);
});

import { describe, expect, test } from 'vitest';
import {
  formatClock,
  formatDate,
  formatLongDate,
  formatNumber,
  formatTime,
  formatTimeRange,
  keepTogether,
} from '../../src/lib/ui/format.ts';

const opening = '2027-01-14T13:00:00Z';

describe('dates and times', () => {
  test('are the city’s, not the server’s', () => {
    expect(formatTime(opening, 'de')).toBe('14:00');
    expect(formatTime('2027-07-14T22:30:00Z', 'de')).toBe('00:30');
    expect(formatDate('2027-07-14T22:30:00Z', 'de')).toBe('15.07.2027');
  });

  test('read as the language writes them', () => {
    expect(formatDate(opening, 'de')).toBe('14.01.2027');
    expect(formatDate(opening, 'en')).toBe('14/01/2027');
    expect(formatLongDate(opening, 'de')).toBe('Donnerstag, 14. Januar 2027');
    expect(formatLongDate(opening, 'en')).toMatch(/^Thursday,? 14 January 2027$/);
  });

  test('a range says Uhr once, in German', () => {
    expect(formatTimeRange(opening, '2027-01-14T15:30:00Z', 'de')).toBe('14:00–16:30 Uhr');
    expect(formatTimeRange(opening, '2027-01-14T15:30:00Z', 'en')).toBe('14:00–16:30');
  });
});

test('a title is not torn apart after a hyphen or a number’s mark', () => {
  expect(keepTogether('Elternlotsinnen und -lotsen')).toBe('Elternlotsinnen und -\u2060lotsen');
  expect(keepTogether('Fachplanungsrunde Nr. 1/2027')).toBe('Fachplanungsrunde Nr.\u00A01/2027');
  expect(keepTogether('Oldenburg-Pass, 3 - 4 Jahre')).toBe('Oldenburg-Pass, 3 - 4 Jahre');
});

describe('numbers', () => {
  test('carry the language’s signs', () => {
    expect(formatNumber(1234.5, 'de')).toBe('1.234,5');
    expect(formatNumber(1234.5, 'en')).toBe('1,234.5');
  });

  test('keep the decimals that are asked for', () => {
    expect(formatNumber(41, 'de', 1)).toBe('41,0');
  });

  test('a timer shows minutes and seconds and ends at zero', () => {
    expect(formatClock(372)).toBe('06:12');
    expect(formatClock(59.9)).toBe('00:59');
    expect(formatClock(-3)).toBe('00:00');
  });
});

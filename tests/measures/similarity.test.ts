import { describe, expect, test } from 'vitest';
import { likely, similarity, similarPairs, similarTo } from '#domain/measures/similarity.ts';
import { demoRound } from '../../server/demo/oldenburg.ts';

const titled = (title: string) => ({ title, summary: '', targetGroup: '', areas: [] });

describe('measures that may be the same', () => {
  test.each([
    ['Lotsenstelle für Alleinerziehende', 'Lotsinnen für Alleinerziehende'],
    ['Randzeitenbetreuung in zwei Kitas', 'Kitabetreuung in Randzeiten'],
    ['Elternlotsinnen und -lotsen', 'Elternlotsen'],
    ['Barrierefreie Wegeachse mit Sitzplätzen', 'Sitzplätze an barrierefreien Wegen'],
    ['Straßensozialarbeit', 'Strassensozialarbeiter'],
  ])('%s, %s', (one, other) => {
    expect(similarity(titled(one), titled(other))).toBeGreaterThanOrEqual(likely);
  });

  test.each([
    ['Sprachbrücke in den Schulwechsel', 'Mehrsprachige Elternlotsinnen und -lotsen'],
    ['Ort für alle in Ofenerdiek', 'Sicherer Ort für queere Jugendliche'],
    ['Präventive Hausbesuche ab 80', 'Digitale Sprechstunde'],
  ])('are not %s, %s', (one, other) => {
    expect(similarity(titled(one), titled(other))).toBeLessThan(likely);
  });

  test('the ten measures of the demo round are ten different ones', () => {
    expect(similarPairs(demoRound().measures)).toEqual([]);
  });

  test('what one of them leaves open does not count, and nothing is like nothing', () => {
    const full = { title: 'Lotsenstelle', summary: 'Hilft mit Anträgen', targetGroup: 'Alle', areas: ['Kreyenbrück'] };
    expect(similarity(full, titled('Lotsenstelle'))).toBe(1);
    expect(similarity(titled(''), titled(''))).toBe(0);
    expect(similarTo(titled('Lotsenstelle'), [titled('Digitale Sprechstunde'), full])).toMatchObject([
      { measure: full },
    ]);
  });
});

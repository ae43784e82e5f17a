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

  test('500 measures are compared without anybody waiting', () => {
    const measures = manyMeasures(500);
    const started = performance.now();
    const pairs = similarPairs(measures);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(pairs.map(([one, other]) => [one.title, other.title])).toContainEqual(['Wärmestube', 'Wärmestuben']);
  });
});

/** Measures with texts as long as they are in practice, made of the words of the demo round. */
function manyMeasures(count: number) {
  const { measures } = demoRound();
  const words = measures.flatMap(({ title, summary }) => `${title} ${summary}`.split(' '));
  const some = (from: number, many: number) =>
    Array.from({ length: many }, (_, at) => words[(from * 31 + at * at * 7) % words.length]).join(' ');
  const made = Array.from({ length: count - 2 }, (_, at) => ({
    ...{ title: some(at, 5), summary: some(at + 11, 40), targetGroup: some(at + 5, 4), areas: [some(at + 3, 1)] },
  }));
  return [titled('Wärmestube'), ...made, titled('Wärmestuben')];
}

import { describe, expect, test } from 'vitest';
import { passiveOption, type BallotOption, type BallotView } from '#domain/prioritisation/ballot.ts';
import { countBallot } from '#domain/prioritisation/count.ts';
import { linesOf } from '#domain/prioritisation/result.ts';
import { roundShifts } from '#domain/prioritisation/round-shifts.ts';
import type { BallotRule } from '#domain/prioritisation/rule.ts';
import type { MeasureId } from '#domain/ids.ts';
import { claimOf } from '../../src/lib/prioritisation/claim-text.ts';
import { robustFacts, robustSentences } from '../../src/lib/prioritisation/robust-facts.ts';
import { screenSentence } from '../../src/lib/prioritisation/screen-sentence.ts';
import { shiftText } from '../../src/lib/prioritisation/shift-text.ts';
import { demoKeys, demoPapers, demoRule } from './demo-ratings.ts';

const option = (key: string, title = key): BallotOption => ({ measureId: key as MeasureId, key, title, summary: '' });

/** What a closed ballot of these papers says. */
function told(rule: BallotRule, options: readonly BallotOption[], papers: readonly (readonly (number | null)[])[]) {
  const counting = { rule, options: options.length, isSecret: false, isNamed: false, entitled: papers.length + 2 };
  const result = countBallot(
    counting,
    papers.map((marks, place) => ({ marks, voter: String(place), group: null })),
  );
  const ballot = { rule, options, result, round: 1, agreed: null } as unknown as BallotView;
  return { ...claimOf(ballot), ballot, result };
}

describe('the demo’s second round in words', () => {
  const options = demoKeys.map((key) => option(key, key === 'M01' ? 'Lotsenstelle' : `Maßnahme ${key}`));
  const round = (which: 1 | 2) =>
    told(
      demoRule,
      options,
      demoPapers(which).map(({ marks }) => marks),
    );
  const { text, detail, ballot, result } = round(2);

  test('the headline says who leads, how safely, and who is level', () => {
    expect(text).toBe('„Lotsenstelle“ liegt sicher vorn, drei Maßnahmen sind gleichauf');
    expect(detail).toBe('4,35 von 5 Punkten, 0,35 vor „Maßnahme M09“.');
  });

  test('three numbers say how safe it is, a sentence what it would take', () => {
    expect(robustFacts(ballot, result)).toEqual([
      { value: '42 von 42', text: 'Gewichtungen, um je 5 Punkte verschoben, lassen M01 auf Platz 1.' },
      { value: '9 von 9', text: 'Proben ohne je eine Stimme lassen M01 vorn.' },
      { value: '3,80', text: 'Punkte haben M03, M04 und M05. Ihre Reihenfolge sagt nichts aus.' },
    ]);
    const [weights, others] = robustSentences(ballot, result);
    expect(weights).toMatch(/^(Erst wenn .* gleichauf\.|Keine Gewichtung ändert den ersten Platz: .*)$/);
    expect(others).toBe('Anders gezählt kommt dasselbe heraus: nach Mittelwerten und eins gegen eins verglichen.');
  });

  test('the shift between the rounds is told by those who moved most', () => {
    const shifts = roundShifts(linesOf(demoRule, round(1).result), linesOf(demoRule, result));
    expect(shiftText(options, shifts)).toBe(
      'M09 steigt von Platz 4 auf 2, M02 steigt von Platz 5 auf 3, M05 fällt von Platz 2 auf 5 und M08 fällt von Platz 2 auf 4.',
    );
    expect(
      shiftText(
        options,
        shifts.filter(({ moved }) => moved === 0),
      ),
    ).toBe('Alle Plätze sind gleich geblieben.');
  });

  test('after the blind round the projector says what to talk about, after the second how safe it is', () => {
    expect(screenSentence(round(1).ballot, round(1).result)).toMatch(/^Am weitesten auseinander: Maßnahme M\d\d bei /);
    expect(screenSentence({ ...ballot, round: 2 }, result)).toBe(
      'Platz 1 bleibt bei jeder geprüften Gewichtung gleich. Drei Maßnahmen teilen sich mit 3,80 Punkten Platz 5.',
    );
  });
});

describe('a resolution in words', () => {
  const motion = [{ ...option(''), measureId: null }];
  const answers = { J: 1, N: 0, E: 2 } as const;
  const say = (papers: string, majority: 'simple' | 'two-thirds' = 'simple', quorum = 0) =>
    told(
      { method: 'resolution', majority, quorum },
      motion,
      [...papers].map((each) => [answers[each as keyof typeof answers]]),
    );

  test('says what was decided and by which rule', () => {
    expect(say('JJJJJJJNNE').text).toBe('Angenommen: 7 Ja, 2 Nein, 1 Enthaltung');
    expect(say('JJNN').text).toBe('Abgelehnt: 2 Ja, 2 Nein, 0 Enthaltungen');
    expect(say('JJJJN', 'two-thirds').detail).toContain('Zweidrittelmehrheit');
    expect(say('J', 'simple', 50)).toMatchObject({
      text: 'Nicht beschlossen: Zu wenige haben teilgenommen',
      detail: 'Es galt die einfache Mehrheit: mehr Ja als Nein. 1 von 3 hat teilgenommen, nötig waren 50 Prozent.',
    });
  });
});

describe('resistance in words', () => {
  const options = [option('M01', 'Lotsenstelle'), option('M02', 'Treff'), passiveOption];

  test('names the least resistance, and how many are better than doing nothing', () => {
    expect(
      told({ method: 'resistance' }, options, [
        [1, 4, 6],
        [2, 9, 5],
      ]),
    ).toMatchObject({
      text: 'Am wenigsten Widerstand: „Lotsenstelle“',
      detail:
        'Im Mittel 1,5 von 10, danach „Alles bleibt, wie es ist“ mit 5,5. 1 von 2 Vorschlägen trifft auf weniger Widerstand als „Alles bleibt, wie es ist“.',
    });
  });

  test('says what it means when doing nothing meets the least', () => {
    expect(told({ method: 'resistance' }, options, [[5, 4, 1]]).detail).toContain('trägt die Runde keinen davon');
  });

  test('takes no resistance at all for a result', () => {
    expect(told({ method: 'resistance' }, options, [[0, 3, 4]]).text).toBe('Am wenigsten Widerstand: „Lotsenstelle“');
  });
});

describe('a ranking in words', () => {
  const options = [option('M01', 'Lotsenstelle'), option('M02', 'Treff')];

  test('names who beats whom, and nobody where nobody does', () => {
    expect(
      told({ method: 'ranking' }, options, [
        [1, 2],
        [1, 2],
        [2, 1],
      ]),
    ).toMatchObject({
      text: '„Lotsenstelle“ liegt vorn',
      detail: 'Im Vergleich eins gegen eins gewinnt sie gegen jede andere.',
    });
    expect(
      told({ method: 'ranking' }, options, [
        [1, 2],
        [2, 1],
      ]).text,
    ).toBe('„Lotsenstelle“ und „Treff“ liegen gleichauf vorn');
  });
});

import type { BallotOption } from '#domain/prioritisation/ballot.ts';
import type { RoundShift } from '#domain/prioritisation/round-shifts.ts';
import { m } from '#lib/paraglide/messages.js';
import { joined, shortName } from './result-words.ts';

/** So many of those who rose most, and of those who fell most, are named. */
const namedAtMost = 2;

/** What moved between two rounds, in a sentence: "M09 steigt von Platz 4 auf 2, … und M05 fällt von Platz 2 auf 5." */
export function shiftText(options: readonly BallotOption[], shifts: readonly RoundShift[]): string {
  const far = shifts.toSorted((a, b) => Math.abs(b.moved) - Math.abs(a.moved));
  const rose = far.filter(({ moved }) => moved > 0).slice(0, namedAtMost);
  const fell = far.filter(({ moved }) => moved < 0).slice(0, namedAtMost);
  if (rose.length + fell.length === 0) return m.result_shift_none();
  const words = (shift: RoundShift) => ({
    title: shortName(options, shift.option),
    from: shift.before.rank,
    to: shift.now.rank,
  });
  const phrases = [
    ...rose.map((shift) => m.result_shift_up(words(shift))),
    ...fell.map((shift) => m.result_shift_down(words(shift))),
  ];
  return `${joined(phrases)}.`;
}

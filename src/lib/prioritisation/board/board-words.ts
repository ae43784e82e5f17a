import type { MeasureId } from '#domain/ids.ts';
import type { MeasureSummary } from '#domain/measures/measure.ts';
import type { CutLine, FieldPoint } from '#domain/prioritisation/board.ts';
import type { Moved } from '#domain/prioritisation/board-history.ts';
import { type Band, costOf } from '#domain/prioritisation/cut-lines.ts';
import { costText } from '#lib/measures/measure-words.ts';
import { m } from '#lib/paraglide/messages.js';
import { formatNumber, type FormatLocale } from '#lib/ui/format.ts';

/** A number at the beginning of a sentence: a word up to twelve, as a sentence begins better with one. */
export function numberWord(count: number, locale: FormatLocale): string {
  return m.prioritisation_board_words().split(',')[count] ?? formatNumber(count, locale);
}

const lines: Record<CutLine, () => string> = {
  'line:decision': m.prioritisation_board_line_decision,
  'line:report': m.prioritisation_board_line_report,
  'line:budget': m.prioritisation_board_line_budget,
};

/** What is decided above a line: "Beschlussvorlagen". */
export const lineText = (line: CutLine): string => lines[line]();

/**
 * What the measures between a line and the one above cost together: "165.000 € im Jahr"; of how many nobody has said it is
 * said. Empty where only a report is asked for, which spends nothing.
 */
export function sumText(band: Band, known: ReadonlyMap<MeasureId, MeasureSummary>, locale: FormatLocale): string {
  const measures = band.measures.flatMap((id) => known.get(id) ?? []);
  if (measures.length === 0) return m.prioritisation_board_line_empty();
  if (band.line === 'line:report') return '';
  const { open, ...sum } = costOf(measures);
  if (open === measures.length) return m.prioritisation_board_line_all_open();
  const text = costText(sum, locale);
  return open === 0 ? text : `${text}, ${m.prioritisation_board_line_open({ count: open })}`;
}

/** A value of the field as a number: "3,5". */
export const degreeText = (value: number, locale: FormatLocale): string =>
  formatNumber(Math.round(value * 100) / 100, locale);

function degreeWord(degree: number): string {
  if (degree < 2.5) return m.prioritisation_board_field_little();
  return degree > 3.5 ? m.prioritisation_board_field_much() : m.prioritisation_board_field_medium();
}

/** A value of the field in a word and as a number: "viel (4,25)". */
const degreeWords = (degree: number, locale: FormatLocale): string =>
  `${degreeWord(degree)} (${degreeText(degree, locale)})`;

/** Both values of a point: "Wirkung viel (4), Aufwand mittel (3)". */
export const pointWords = ({ effect, effort }: FieldPoint, locale: FormatLocale): string =>
  m.prioritisation_board_field_both({ effect: degreeWords(effect, locale), effort: degreeWords(effort, locale) });

/** From where to where something was moved, in plain words: "Wirkung von mittel (3) auf viel (4)". */
export function moveText(what: Moved, locale: FormatLocale): string {
  if (what.kind === 'order') return m.prioritisation_board_history_line(what);
  if (what.kind === 'line') return lineMoveText(what);
  const { from, to } = what;
  if (to === null) return from === null ? '' : m.prioritisation_board_moved_out({ point: pointWords(from, locale) });
  if (from === null) return m.prioritisation_board_moved_in({ point: pointWords(to, locale) });
  return axes
    .filter(({ axis }) => from[axis] !== to[axis])
    .map(({ axis, moved, within }) => {
      const [word, before] = [degreeWord(to[axis]), degreeWord(from[axis])];
      return word === before
        ? within({ word, from: degreeText(from[axis], locale), to: degreeText(to[axis], locale) })
        : moved({ from: degreeWords(from[axis], locale), to: degreeWords(to[axis], locale) });
    })
    .join(', ');
}

const axes = [
  {
    axis: 'effect',
    moved: m.prioritisation_board_moved_effect,
    within: m.prioritisation_board_moved_effect_within,
  },
  {
    axis: 'effort',
    moved: m.prioritisation_board_moved_effort,
    within: m.prioritisation_board_moved_effort_within,
  },
] as const;

/** Where a line is: "nach Platz 3". */
export const gapText = (place: number): string =>
  place === 0 ? m.prioritisation_board_gap_top() : m.prioritisation_board_gap({ place });

function lineMoveText({ from, to }: Extract<Moved, { kind: 'line' }>): string {
  if (to === null) return from === null ? '' : m.prioritisation_board_moved_line_off({ from: gapText(from) });
  if (from === null) return m.prioritisation_board_moved_line_on({ to: gapText(to) });
  return m.prioritisation_board_moved_line({ from: gapText(from), to: gapText(to) });
}

/** What was moved: "M03", "M03 im Feld", "Linie Beschlussvorlagen". */
export function subjectText(what: Moved, keyOf: (id: MeasureId) => string): string {
  if (what.kind === 'line') return m.prioritisation_board_line_name({ line: lineText(what.line) });
  const key = keyOf(what.measureId);
  return what.kind === 'order' ? key : m.prioritisation_board_in_field({ key });
}

/** What the button says that takes a move back: "Zurück an Platz 4". */
export function backText(what: Moved, locale: FormatLocale): string {
  if (what.kind === 'order') return m.prioritisation_board_history_back({ place: what.from });
  if (what.kind === 'line')
    return what.from === null
      ? m.prioritisation_board_back_line_off()
      : m.prioritisation_board_back_line({ gap: gapText(what.from) });
  if (what.from === null) return m.prioritisation_board_back_out();
  return m.prioritisation_board_back_point({
    effect: degreeText(what.from.effect, locale),
    effort: degreeText(what.from.effort, locale),
  });
}

import type { Figure } from '#domain/analysis/analysis.ts';
import { type FormatLocale, formatNumber } from '#lib/ui/format.ts';

const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** Where a bar ends that shows these values: the next round number that leaves a fifth of room. 1 where all are 0. */
export function scaleEnd(values: readonly number[]): number {
  const needed = Math.max(...values, 0) * 1.25;
  if (needed === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(needed));
  return power * (steps.find((step) => step * power >= needed) ?? 10);
}

/** A figure as it is shown: numbers of one figure have the same number of decimals. */
export type ShownFigure = {
  readonly value: string | undefined;
  readonly city: string | undefined;
  /** Lengths on the bar, 0–1; without the city's value there is nothing to compare, and no bar. */
  readonly share: number | undefined;
  readonly cityShare: number;
};

/** Formats a figure and places it on its bar. */
export function showFigure({ value, cityValue, unit }: Figure, locale: FormatLocale): ShownFigure {
  const known = [value, cityValue].filter((number) => number !== null);
  const digits = known.every(Number.isInteger) ? 0 : 1;
  const end = scaleEnd(known);
  const text = (number: number): string => formatNumber(number, locale, digits);
  return {
    value: value === null ? undefined : text(value),
    city: cityValue === null ? undefined : `${text(cityValue)} ${unit}`.trim(),
    share: value === null || cityValue === null ? undefined : value / end,
    cityShare: (cityValue ?? 0) / end,
  };
}

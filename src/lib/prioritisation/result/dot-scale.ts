/** A scale that scores are shown on: where a value stands in percent, and which values are written at it. */
export type DotScale = { at(value: number): number; readonly ticks: readonly number[] };

/** A scale for all of these values, a little wider than they are, with a tick at every half (whole where it is wide). */
export function scaleFor(values: readonly number[]): DotScale {
  const low = Math.min(...values) - 0.15;
  const high = Math.max(...values) + 0.15;
  const step = high - low > 2.5 ? 1 : 0.5;
  const first = Math.ceil(low / step) * step;
  const ticks = Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, place) => first + place * step);
  return { at: (value) => (100 * (value - low)) / (high - low), ticks };
}

/** A dot, `level` steps off the line: 0, up 1, down 1, up 2 … so that equal scores stand one above the other. */
export type Dot = { readonly value: number; readonly level: number };

/** Dots for sorted scores; from the sixth on equal ones lie on each other. */
export function dotsFor(scores: readonly number[]): Dot[] {
  return scores.map((value, place) => {
    const before = scores.slice(0, place).filter((other) => Math.abs(other - value) < 1e-6).length;
    const step = Math.ceil(Math.min(before, 4) / 2);
    return { value, level: before % 2 === 1 ? -step : step };
  });
}

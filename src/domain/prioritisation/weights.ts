/**
 * The same weights made to 100 in all: each keeps its share as well as whole percents allow, equal ones may differ by one.
 * Where all are 0, all become alike. `weights`: whole numbers from 0 on.
 */
export function toHundred(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, each) => total + each, 0);
  const exact = weights.map((weight) => (sum === 0 ? 100 / weights.length : (100 * weight) / sum));
  const whole = exact.map(Math.floor);
  const left = 100 - whole.reduce((total, each) => total + each, 0);
  // What is lost by rounding goes to those who lost most of it, the first ones among equals.
  const owed = exact
    .map((share, place) => ({ place, rest: share - Math.floor(share) }))
    .toSorted((a, b) => b.rest - a.rest)
    .slice(0, left)
    .map(({ place }) => place);
  return whole.map((weight, place) => (owed.includes(place) ? weight + 1 : weight));
}

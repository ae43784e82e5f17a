import type { Line } from './result.ts';

/** What an order says in one sentence: who leads and how, who ties for the lead, or that nobody got anything. */
export type Claim =
  | {
      readonly kind: 'leader';
      readonly option: number;
      /** What the leader has, and what the next one has: see `Line`. */
      readonly value: number;
      readonly nextValue: number;
      /** Who shares the second place; one where nobody ties for it. */
      readonly next: readonly number[];
    }
  | { readonly kind: 'tie'; readonly options: readonly number[]; readonly value: number }
  | { readonly kind: 'nobody' };

/**
 * The claim of a counted order; places of options, in the order of the lines. Nothing but zeros says nothing, except where
 * `zeroCounts`: no resistance at all is a result.
 */
export function headline(lines: readonly Line[], { zeroCounts = false } = {}): Claim {
  const [leader, second] = lines;
  if (leader === undefined || (!zeroCounts && lines.every(({ value }) => value === 0))) return { kind: 'nobody' };
  const at = (rank: number): number[] => lines.flatMap((line) => (line.rank === rank ? [line.option] : []));
  if (at(1).length > 1) return { kind: 'tie', options: at(1), value: leader.value };
  return {
    kind: 'leader',
    option: leader.option,
    value: leader.value,
    nextValue: second?.value ?? 0,
    next: second === undefined ? [] : at(second.rank),
  };
}

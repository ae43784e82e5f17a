import type { Line } from './result.ts';

/** Where an option stood before and stands now. `moved`: places risen (above 0) or fallen (below 0). */
export type RoundShift = {
  readonly option: number;
  readonly before: Line;
  readonly now: Line;
  readonly moved: number;
};

/**
 * What changed from one round to the next, in the order of the later one; options without a rank in one of them are left
 * out. Ranks count, so that who comes to share a place has moved to it.
 */
export const roundShifts = (before: readonly Line[], now: readonly Line[]): RoundShift[] =>
  now.flatMap((line) => {
    const earlier = before.find(({ option }) => option === line.option);
    return earlier === undefined
      ? []
      : [{ option: line.option, before: earlier, now: line, moved: earlier.rank - line.rank }];
  });

/**
 * How far a measure has come, from the first idea to its end. The round leads it to `recommended`, the council's
 * committees decide on `commissioned`. `deferred` stands beside the way: it can be taken up again.
 */
export const measureStatuses = [
  'idea',
  'draft',
  'agreed',
  'recommended',
  'commissioned',
  'under-way',
  'ended',
  'deferred',
] as const;
export type MeasureStatus = (typeof measureStatuses)[number];

/** The way of a measure, without what stands beside it. */
export const statusPath: readonly MeasureStatus[] = measureStatuses.filter((status) => status !== 'deferred');

/** The next step on the way; null at its end, and beside it. */
export function nextStatus(status: MeasureStatus): MeasureStatus | null {
  const at = statusPath.indexOf(status);
  return at === -1 ? null : (statusPath[at + 1] ?? null);
}

/** The next step explains itself; whoever goes back, leaps, ends early or defers says why. */
export const needsReason = (from: MeasureStatus, to: MeasureStatus): boolean => to !== nextStatus(from);

import type { BallotView } from '#domain/prioritisation/ballot.ts';
import { linesOf } from '#domain/prioritisation/result.ts';
import { type RoundShift, roundShifts } from '#domain/prioritisation/round-shifts.ts';

/** What moved since the round before: its number, and the shifts; undefined where there is nothing to compare. */
export function sinceRound(
  ballot: BallotView,
  before: BallotView | undefined,
): { readonly round: number; readonly shifts: readonly RoundShift[] } | undefined {
  if (before === undefined || before.result === null || ballot.result === null) return undefined;
  const shifts = roundShifts(linesOf(before.rule, before.result), linesOf(ballot.rule, ballot.result));
  return shifts.length === 0 ? undefined : { round: before.round, shifts };
}

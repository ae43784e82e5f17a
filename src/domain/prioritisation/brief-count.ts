import type { BallotCount } from './count.ts';

/**
 * What of a count everybody in a session is sent: all but the names and the groups, which the result's own page alone shows,
 * and each score with two decimals. A ballot by name of a thousand people has a megabyte of names.
 */
export const briefCount = (count: BallotCount): BallotCount => ({
  ...count,
  scores: count.scores?.map((scores) => scores.map((score) => Math.round(score * 100) / 100)) ?? null,
  named: null,
  groups: [],
});

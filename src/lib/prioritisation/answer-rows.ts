import type { BallotCount } from '#domain/prioritisation/count.ts';
import { type Answer, answers } from '#domain/prioritisation/rule.ts';
import { m } from '#lib/paraglide/messages.js';

/** The three answers to a resolution with their votes and their bars (0–100 of all votes). */
export function answerRows(
  result: BallotCount,
): { readonly name: string; readonly votes: number; readonly share: number }[] {
  return (['yes', 'no', 'abstain'] as const).map((answer) => {
    const votes = result.tally[0]?.[answers[answer]] ?? 0;
    return { name: answerText(answer), votes, share: result.voted === 0 ? 0 : (100 * votes) / result.voted };
  });
}

/** "Ja", "Nein", "Enthaltung". */
export function answerText(answer: Answer): string {
  const texts = { yes: m.result_yes, no: m.result_no, abstain: m.result_abstain };
  return texts[answer]();
}

/** The answer that a mark on a resolution's paper is; "–" for none. */
export function markText(mark: number | null): string {
  const answer = (['no', 'yes', 'abstain'] as const).find((each) => answers[each] === mark);
  return answer === undefined ? '–' : answerText(answer);
}

import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { BallotCount } from '#domain/prioritisation/count.ts';
import { linesOf } from '#domain/prioritisation/result.ts';
import { m } from '#lib/paraglide/messages.js';
import { claimOf } from './claim-text.ts';
import { joined, score } from './result-words.ts';
import { spreadPlaces } from './spread-places.ts';
import { tiesBehind, safetyOf } from './weighted-claim.ts';

/** So many places are named on the projector. */
const placesNamed = 3;
/** A longer reason is read out, not shown. */
const reasonShown = 120;

/** What the projector says under the numbers: what was agreed instead, what to talk about, else how safe it is. */
export function screenSentence(ballot: BallotView, result: BallotCount): string {
  const { rule, agreed } = ballot;
  if (agreed !== null) {
    const reason = agreed.reason.length > reasonShown ? `${agreed.reason.slice(0, reasonShown)} …` : agreed.reason;
    return m.result_screen_agreed({ reason });
  }
  if (rule.method !== 'weighted' || result.withheld !== null) return claimOf(ballot).detail;
  const places = spreadPlaces(rule, ballot.options, result).slice(0, placesNamed);
  if (ballot.round === 1 && places.length > 0)
    return m.result_contested_screen({
      places: joined(
        places.map(({ title, criterion, from, to }) => m.result_contested_at({ title, criterion, from, to })),
      ),
    });
  const ties = tiesBehind(linesOf(rule, result));
  const sentences = [
    ...(safetyOf(rule, result) === 'safe' ? [m.result_screen_safe()] : [claimOf(ballot).detail]),
    ...ties.map((tied) =>
      m.result_screen_tied({ count: tied.length, score: score(tied[0]?.value ?? 0), rank: tied[0]?.rank ?? 0 }),
    ),
  ];
  return sentences.join(' ');
}

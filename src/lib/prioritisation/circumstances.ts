import type { BallotView } from '#domain/prioritisation/ballot.ts';
import { m } from '#lib/paraglide/messages.js';

/** How a ballot was voted, a phrase each: which round, how many, by hands, secret or by name, each person or group. */
export function circumstances({ rule, round, secrecy, unit, result, voted, voters, handVoters }: BallotView): string[] {
  const isBlind = round === 1 && rule.method === 'weighted';
  const entitled = result === null ? voters + handVoters : result.entitled;
  const count = result?.voted ?? voted;
  return [
    ...(isBlind ? [m.result_meta_round_blind()] : round > 1 ? [m.result_meta_round({ round })] : []),
    entitled === null ? m.result_meta_voted_unknown({ count }) : m.result_meta_voted({ count, entitled }),
    ...(result !== null && result.hands > 0 ? [m.result_meta_hands({ count: result.hands })] : []),
    ...(rule.method === 'weighted' ? [m.result_meta_criteria({ count: rule.criteria.length })] : []),
    ...(secrecy === 'secret' ? [m.result_meta_secret()] : secrecy === 'named' ? [m.result_meta_named()] : []),
    ...(unit === 'group' ? [m.result_meta_group()] : []),
  ];
}

import type { BallotCount } from '#domain/prioritisation/count.ts';
import { resolved } from '#domain/prioritisation/result.ts';
import type { RuleOf } from '#domain/prioritisation/rule.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ClaimWords } from './result-words.ts';

/** "Angenommen: 7 Ja, 2 Nein, 1 Enthaltung", and by which rule. */
export function resolutionClaim(rule: RuleOf<'resolution'>, result: BallotCount): ClaimWords {
  const { yes, no, abstain, outcome } = resolved(rule, result);
  const said = m.result_abstained({ yes, no, count: abstain });
  const texts = {
    carried: () => m.result_carried({ said }),
    rejected: () => m.result_rejected({ said }),
    'no-quorum': m.result_no_quorum,
    open: m.result_open,
  };
  return { text: texts[outcome](), detail: `${majorityText(rule, result)} ${quorumText(rule, result)}` };
}

function majorityText({ majority }: RuleOf<'resolution'>, { entitled }: BallotCount): string {
  const texts = {
    simple: m.result_majority_simple,
    absolute: () => m.result_majority_absolute({ entitled: entitled ?? '?' }),
    'two-thirds': m.result_majority_two_thirds,
    consensus: m.result_majority_consensus,
  };
  return texts[majority]();
}

function quorumText({ quorum }: RuleOf<'resolution'>, { voted: count, entitled }: BallotCount): string {
  if (entitled === null) return m.result_meta_voted_unknown({ count });
  return quorum === 0 ? m.result_took_part({ count, entitled }) : m.result_quorum({ count, entitled, quorum });
}

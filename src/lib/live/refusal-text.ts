import type { RefusalCode } from '#domain/refused.ts';
import { m } from '#lib/paraglide/messages.js';

const texts: Record<RefusalCode, () => string> = {
  'not-signed-in': m.refusal_not_signed_in,
  'not-allowed': m.refusal_not_allowed,
  'not-found': m.refusal_not_found,
  'bad-input': m.refusal_bad_input,
  failed: m.refusal_failed,
  'session-not-open': m.refusal_session_not_open,
  'session-already-open': m.refusal_session_already_open,
  'session-over': m.refusal_session_over,
  'ballot-running': m.refusal_ballot_running,
  'ballot-closed': m.refusal_ballot_closed,
  'budget-spent': m.refusal_budget_spent,
  'measure-limit': m.refusal_measure_limit,
  'not-an-option': m.refusal_not_an_option,
  incomplete: m.refusal_incomplete,
  'not-on-roll': m.refusal_not_on_roll,
  'already-on-roll': m.refusal_already_on_roll,
  'wording-changed': m.refusal_wording_changed,
  'grace-runs': m.refusal_grace_runs,
  'too-many-hands': m.refusal_too_many_hands,
  'wrong-credentials': m.refusal_wrong_credentials,
  'too-many-tries': m.refusal_too_many_tries,
  'code-unknown': m.refusal_code_unknown,
  'session-full': m.refusal_session_full,
  'link-expired': m.refusal_link_expired,
  'foreign-origin': m.refusal_foreign_origin,
  'measure-merged': m.refusal_measure_merged,
  'period-reversed': m.refusal_period_reversed,
  'reason-missing': m.refusal_reason_missing,
};

/** What a refusal means, in plain words and in the person's language. */
export const refusalText = (code: RefusalCode): string => texts[code]();

import { type DocumentProblem, endsCopy as endsCopyFor } from '#lib/live/document-problem.ts';
import { m } from '#lib/paraglide/messages.js';

/** Why a text is locked: for good by a problem, or `stalled` until the server confirms again. */
export type Lock = DocumentProblem | 'stalled';

const words: Record<Lock, () => string> = {
  'unknown-message': m.analysis_locked_unknown_message,
  malformed: m.analysis_locked_malformed,
  'out-of-step': m.analysis_locked_out_of_step,
  'too-large': m.analysis_locked_too_large,
  'not-stored': m.analysis_locked_not_stored,
  restarting: m.analysis_locked_restarting,
  'too-slow': m.analysis_locked_too_slow,
  'signed-out': m.analysis_locked_signed_out,
  'not-allowed': m.analysis_locked_not_allowed,
  'not-found': m.analysis_locked_not_found,
  'foreign-client': m.analysis_locked_foreign_client,
  replaced: m.analysis_locked_replaced,
  full: m.analysis_locked_full,
  'unknown-content': m.analysis_locked_unknown_content,
  shut: m.analysis_locked_shut,
  'too-fast': m.analysis_locked_too_fast,
  'too-many-windows': m.analysis_locked_too_many_windows,
  outdated: m.analysis_locked_outdated,
  stalled: m.analysis_locked_stalled,
};

/** What happened, what to do, and where the text is, in plain words. */
export const lockWords = (lock: Lock): string => words[lock]();

/** Whether the way on begins with what the server has, without what this window holds. */
export const endsCopy = (lock: Lock): boolean => lock !== 'stalled' && endsCopyFor(lock);

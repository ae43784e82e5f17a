import type { Closing } from '#domain/analysis/document.ts';

/** Why nothing more is sent from this window: the server's reason, or `outdated`: this page's program is too old. */
export type DocumentProblem = Closing | 'outdated';

const endings: readonly DocumentProblem[] = [
  'unknown-message',
  'malformed',
  'out-of-step',
  'too-large',
  'foreign-client',
  'replaced',
  'full',
  'unknown-content',
  'shut',
];

/** Whether the server will never take what this window holds: offer it, then begin with what the server has. */
export const endsCopy = (problem: DocumentProblem): boolean => endings.includes(problem);

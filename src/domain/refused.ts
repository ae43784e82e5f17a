/** Every expected "no" of the product. The browser tells each in plain language (messages `refusal_*`). */
export const refusalCodes = [
  'not-signed-in',
  'not-allowed',
  'not-found',
  'bad-input',
  'failed',
  'session-not-open',
  'session-already-open',
  'session-over',
  'ballot-running',
  'ballot-closed',
  'budget-spent',
  'measure-limit',
  'not-an-option',
  'incomplete',
  'not-on-roll',
  'already-on-roll',
  'wording-changed',
  'grace-runs',
  'too-many-hands',
  'wrong-credentials',
  'too-many-tries',
  'code-unknown',
  'session-full',
  'link-expired',
  'foreign-origin',
  'measure-merged',
  'period-reversed',
  'reason-missing',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** An expected failure. Carries a code of the contract, never a sentence: words are the browser's task. */
export class Refused extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode) {
    super(code);
    this.name = 'Refused';
    this.code = code;
  }
}

/** Whether an error is a refusal; by name, because the server and the page bundle each hold a class of their own. */
export const isRefused = (error: unknown): error is Refused =>
  error instanceof Error &&
  error.name === 'Refused' &&
  'code' in error &&
  refusalCodes.some((code) => code === error.code);

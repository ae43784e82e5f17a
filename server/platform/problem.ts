/**
 * The product cannot start or go on for a reason that the operator can mend. `message` is the one sentence that says
 * what is wrong and what to do, in German and, on a second line, in English; it is printed alone, without a stack.
 */
export class StartProblem extends Error {
  override readonly name: string = 'StartProblem';

  constructor(german: string, english: string) {
    super(`${german}\n${english}`);
  }
}

/** The configuration in the environment is wrong; `message` names the variable. */
export class ConfigProblem extends StartProblem {
  override readonly name = 'ConfigProblem';
}

/** The code of a Node or PostgreSQL error such as 'EADDRINUSE' or '28P01'; undefined where an error has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

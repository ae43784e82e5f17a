import { codeOf } from '../platform/problem.ts';

/** The connection to the database ended or did not answer in time: whether the last statement took effect is unknown. */
export class LostConnection extends Error {
  override readonly name = 'LostConnection';
}

/** Codes of postgres.js, of sockets, and of PostgreSQL (class 08, and what it says when it ends a connection). */
const codes =
  /^(CONNECTION_\w+|CONNECT_TIMEOUT|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|08\w{3}|57P0[1-5]|25P0[3-4])$/;

/**
 * Whether an error says that a connection to the database is gone, and nothing more. That includes the TypeError which
 * postgres.js throws outside of any promise when it writes to a connection that has just died (reliability.md D1).
 */
export function isLostConnection(error: unknown): boolean {
  if (error instanceof LostConnection) return true;
  if (error instanceof TypeError) return /reading 'write'/.test(error.message) && /postgres/.test(error.stack ?? '');
  return codes.test(codeOf(error) ?? '');
}

/** PostgreSQL has given a statement up because it took too long, such as for the lock of a commit that hangs. */
const tookTooLong = '57014';

/**
 * Runs what is safe to run twice: a read, or a change that leaves a receipt. Where the connection is lost or a statement
 * took too long, once more on another one; `onLoss` is told.
 */
export async function againIfLost<Result>(
  work: () => Promise<Result>,
  onLoss: (error: unknown) => void = () => undefined,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isLostConnection(error) && codeOf(error) !== tookTooLong) throw error;
    onLoss(error);
    return work();
  }
}

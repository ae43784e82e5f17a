import type { CommandInput, CommandName, Reply } from '#domain/contract.ts';
import type { RefusalCode } from '#domain/refused.ts';
import type { LiveSocket } from './dial.ts';
import { newRequestId } from './request-id.ts';

/** A command on its way: it keeps its `requestId` until the server has said yes or no. */
type Pending = {
  readonly requestId: string;
  readonly command: CommandName;
  readonly input: unknown;
  readonly settle: (reply: Reply) => void;
  /** On the wire, or resting before the next try. */
  underWay: boolean;
  failures: number;
};

/** How long an answer may take before the line is given up and the same request sent on a new one, in milliseconds. */
const answerDeadline = 8000;

/**
 * `failed` leaves open what happened, because the server may not know either: the database stopped during the commit, or
 * before it. So the same request is asked again after these pauses, in milliseconds, and people are told only at the end.
 */
const rests: readonly number[] = [1000, 2000, 4000, 8000, 15_000];

/**
 * Commands that have no definite answer yet, sent one after the other in the order in which they were given. Sending one
 * again changes nothing: the request's id stays the same.
 */
export class Outbox {
  #waiting = $state.raw<readonly Pending[]>([]);
  readonly #askAgain: () => void;

  /** `askAgain` is called when a command that failed has rested: look what is true now, then send again. */
  constructor(askAgain: () => void) {
    this.#askAgain = askAgain;
  }

  /** The commands under way, oldest first. */
  get commands(): readonly CommandName[] {
    return this.#waiting.map(({ command }) => command);
  }

  /** Takes a command in; the promise keeps its answer, however often it has to be sent. */
  add<Name extends CommandName>(command: Name, input: CommandInput<Name>): Promise<Reply> {
    return new Promise((settle) => {
      this.#waiting = [
        ...this.#waiting,
        { requestId: newRequestId(), command, input, settle, underWay: false, failures: 0 },
      ];
    });
  }

  /** Sends the oldest, and the others as soon as the one before is answered; without a connection they stay here. */
  sendAll(socket: LiveSocket): void {
    const [oldest] = this.#waiting;
    if (oldest !== undefined && !oldest.underWay && socket.connected) this.#send(socket, oldest);
  }

  /** Nothing will be answered any more: everybody who waits is told why. */
  refuseAll(code: RefusalCode): void {
    for (const pending of this.#waiting) this.#settle(pending, { ok: false, code });
  }

  #send(socket: LiveSocket, pending: Pending): void {
    const { requestId, command, input } = pending;
    pending.underWay = true;
    socket.timeout(answerDeadline).emit('command', { requestId, command, input }, (lost: Error | null, reply) => {
      if (lost === null && !reply.ok && reply.code === 'failed' && pending.failures < rests.length)
        return this.#rest(pending);
      pending.underWay = false;
      if (lost === null) {
        this.#settle(pending, reply);
        this.sendAll(socket);
      }
      // No answer for so long on a line that looks alive: it is not. A new one starts with what waits here.
      else if (socket.connected) socket.io.engine.close();
    });
  }

  #rest(pending: Pending): void {
    const rest = rests[pending.failures];
    pending.failures += 1;
    setTimeout(() => {
      pending.underWay = false;
      this.#askAgain();
    }, rest);
  }

  #settle(pending: Pending, reply: Reply): void {
    this.#waiting = this.#waiting.filter((other) => other !== pending);
    pending.settle(reply);
  }
}

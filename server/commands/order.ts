import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type PersonId, RequestId } from '#domain/ids.ts';

/** What a command came to, before anybody has been told; `after` is done once it is committed, behind the telling. */
export type Outcome = {
  readonly clock: number;
  readonly tell: () => void;
  readonly after?: (() => Promise<void>) | undefined;
};

/** Those who are told. One that fails does not keep the others from hearing. */
export function createAudience<Step>(failed: (step: Step, error: unknown) => void) {
  const listeners: ((step: Step) => void)[] = [];
  return {
    add: (listener: (step: Step) => void): void => void listeners.push(listener),
    tell: (step: Step): void => {
      for (const listener of listeners) {
        try {
          listener(step);
        } catch (error) {
          failed(step, error);
        }
      }
    },
  };
}

/** What tells a retry from another wish: whoever sends the same content under the same number wants it done once. */
export type Trace = {
  /** Stands for the request's own number, which is random and stored nowhere: so nobody can guess the content below. */
  readonly requestId: RequestId;
  /** SHA-256 of the number and what is asked for, in hex. */
  readonly content: string;
};

/**
 * The trace of a request, as it came in: a retry is the same, also after an update that fills in or trims more. A page that
 * is gone back to sends its number again, with whatever was changed on it.
 */
export function traceOf(requestId: RequestId, name: string, raw: unknown): Trace {
  const number = requestId.toLowerCase();
  const uuid = sha256(number).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  return { requestId: v.parse(RequestId, uuid), content: sha256(JSON.stringify([number, name, raw])) };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

type Doubt = { outcome?: Outcome };
type Asked = { readonly caller: { readonly personId: PersonId }; readonly trace: Trace };

/** What a failed command may have left behind, until its client asks again; of the last thousand. */
export function createDoubts() {
  const doubts = new Map<string, Doubt>();
  const keyOf = ({ caller, trace }: Asked) => `${caller.personId} ${trace.content}`;
  return {
    take(order: Asked): Doubt {
      const doubt = doubts.get(keyOf(order)) ?? {};
      doubts.delete(keyOf(order));
      return doubt;
    },
    keep(order: Asked, doubt: Doubt): void {
      doubts.set(keyOf(order), doubt);
      const [oldest] = doubts.keys();
      if (doubts.size > 1000 && oldest !== undefined) doubts.delete(oldest);
    },
  };
}

/**
 * One line for each session or round: its commands are done one after the other, and told in that order. The lock in the
 * database would do the same, also between several servers, but those who wait there hold a connection each.
 */
export function createLines() {
  const last = new Map<string, Promise<unknown>>();
  return <Result>(placeId: string, work: () => Promise<Result>): Promise<Result> => {
    const mine = (last.get(placeId) ?? Promise.resolve()).then(work);
    const over = mine.then(
      () => undefined,
      () => undefined,
    );
    last.set(placeId, over);
    void over.then(() => last.get(placeId) === over && last.delete(placeId));
    return mine;
  };
}

import type { PersonId, RequestId } from '#domain/ids.ts';

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

type Doubt = { outcome?: Outcome };
type Asked = { readonly caller: { readonly personId: PersonId }; readonly requestId: RequestId };

/** What a failed command may have left behind, until its client asks again; of the last thousand. */
export function createDoubts() {
  const doubts = new Map<string, Doubt>();
  const keyOf = ({ caller, requestId }: Asked) => `${caller.personId} ${requestId}`;
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

import { type Insertable, sql } from 'kysely';
import * as v from 'valibot';
import {
  type CommandInput,
  type CommandName,
  commands,
  type Fact,
  isCommandName,
  type Receipt,
  type Reply,
  Request,
  type Step,
} from '#domain/contract.ts';
import type { AgendaItemId, PersonId, RequestId, RoundId, SessionId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { may, mustBeAllowed } from '#domain/people/permissions.ts';
import { Refused } from '#domain/refused.ts';
import type { SessionStatus } from '#domain/session/session.ts';
import { change, type Changes, type Database } from './database/database.ts';
import { againIfLost } from './database/lost-connection.ts';
import type { Tables } from './database/schema.ts';
import type { Log } from './platform/log.ts';

/** The session that a command is about, locked, at its new tick. `at` is the database's time under that lock. */
export type SessionRow = {
  readonly id: SessionId;
  readonly roundId: RoundId;
  readonly status: SessionStatus;
  readonly code: string | null;
  readonly currentItemId: AgendaItemId | null;
  readonly clock: number;
  readonly at: Date;
};

/** A fact and who may see it: everybody, or `only` these people, or all `except` these. Both are few. */
export type Told = {
  readonly fact: Fact;
  readonly only?: readonly PersonId[];
  readonly except?: readonly PersonId[];
};

/** One stored tick with everything that came of it. Never leaves the server as it is: see `stepFor`. */
export type CommittedStep = { readonly sessionId: SessionId; readonly clock: number; readonly told: readonly Told[] };

export type Doing<Name extends CommandName> = {
  readonly caller: Caller;
  readonly session: SessionRow;
  readonly input: CommandInput<Name>;
};

/**
 * What a verb did: its facts, what the audit trail names as its subject (null: leave no deed), and what is to be done once
 * it is committed; a start catches up on it.
 */
export type Done = {
  readonly told: readonly Told[];
  readonly subject: string | null;
  readonly after?: (() => Promise<void>) | undefined;
};

/** Does one command inside the transaction that has locked the session. @throws Refused where the rules say no. */
export type Verb<Name extends CommandName> = (changes: Changes, doing: Doing<Name>) => Promise<Done>;
export type Verbs = { readonly [Name in CommandName]: Verb<Name> };

/** Thrown by a verb, or for a retry: there is nothing to change, the answer is this tick. */
export class AlreadyDone extends Error {
  readonly clock: number;

  constructor(clock: number) {
    super('already done');
    this.clock = clock;
  }
}

export type Commands = {
  /** Runs what a client sent. Answers always; a retry with the same `requestId` gets the first receipt again. */
  run(caller: Caller | null, request: unknown): Promise<Reply>;
  /** Is told every committed step, in the order of each session's clock. */
  onStep(listener: (step: CommittedStep) => void): void;
};

/** What of a step one person may see; `null` stands for everybody whom the step does not name. */
export const stepFor = ({ sessionId, clock, told }: CommittedStep, personId: PersonId | null): Step => ({
  sessionId,
  clock,
  facts: told
    .filter(
      ({ only, except }) =>
        (only === undefined || (personId !== null && only.includes(personId))) &&
        (except === undefined || personId === null || !except.includes(personId)),
    )
    .map(({ fact }) => fact),
});

type Order<Name extends CommandName> = {
  readonly caller: Caller;
  readonly requestId: RequestId;
  readonly name: Name;
  readonly input: CommandInput<Name>;
};

/** The one path of a change: parse, may the caller, transaction, facts, fan out, reply. */
export function createCommands({ db, verbs, log }: { db: Database; verbs: Verbs; log: Log }): Commands {
  const audience = createAudience(log);
  const inLine = createLines();
  const inDoubt = createDoubts();

  async function run(caller: Caller | null, request: unknown): Promise<Reply> {
    const parsed = v.safeParse(Request, request);
    if (!parsed.success || !isCommandName(parsed.output.command)) return { ok: false, code: 'bad-input' };
    const { requestId, command, input } = parsed.output;
    try {
      return { ok: true, receipt: await obey(caller, requestId, command, input) };
    } catch (error) {
      if (error instanceof Refused) return { ok: false, code: error.code };
      log.error('command-failed', { command, personId: caller?.personId, error });
      return { ok: false, code: 'failed' };
    }
  }

  async function obey<Name extends CommandName>(
    caller: Caller | null,
    requestId: RequestId,
    name: Name,
    raw: unknown,
  ): Promise<Receipt> {
    if (caller === null) throw new Refused('not-signed-in');
    const parsed = v.safeParse(commands[name], raw);
    if (!parsed.success) throw new Refused('bad-input');
    const input: CommandInput<Name> = parsed.output;
    const place = await placeOf(db, input.sessionId);
    if (place === undefined || !may(caller, 'session.read', place)) throw new Refused('not-found');
    mustBeAllowed(caller, name, place);
    return inLine(place.sessionId, () => commit({ caller, requestId, name, input }));
  }

  /**
   * A lost connection leaves open whether the commit happened. The receipt makes it safe to ask a second time; where that
   * fails too, the client asks again later, and a step that turns out to be committed is told then.
   */
  async function commit<Name extends CommandName>(order: Order<Name>): Promise<Receipt> {
    const doubt = inDoubt.take(order);
    const attempt = async (): Promise<Receipt> => {
      try {
        const committed = await change(db, async (changes) => {
          const session = await tick(changes, order.input.sessionId);
          doubt.maybe = await carryOut(changes, verbs[order.name], order, session);
          return doubt.maybe;
        });
        await finish(order.name, committed);
        return { clock: committed.step.clock };
      } catch (error) {
        if (!(error instanceof AlreadyDone)) throw error;
        if (doubt.maybe?.step.clock === error.clock) await finish(order.name, doubt.maybe);
        return { clock: error.clock };
      }
    };
    const repeated = (error: unknown) => log.warn('command-repeated', { command: order.name, error });
    return againIfLost(attempt, repeated).catch((error: unknown) => {
      if (!(error instanceof Refused)) inDoubt.keep(order, doubt);
      throw error;
    });
  }

  async function finish(command: CommandName, { step, after }: Outcome): Promise<void> {
    audience.tell(step);
    await after?.().catch((error: unknown) => log.error('command-not-finished', { command, error }));
  }

  return { run, onStep: audience.add };
}

/** What a transaction leaves behind once it is committed. */
type Outcome = { readonly step: CommittedStep; readonly after: Done['after'] };

async function placeOf(db: Database, sessionId: SessionId) {
  const found = await db.kysely
    .selectFrom('session')
    .select(['id', 'round_id'])
    .where('id', '=', sessionId)
    .executeTakeFirst();
  return found && { roundId: found.round_id, sessionId: found.id };
}

/** Locks the session, gives the change its place in the order, and says what it starts from, in one statement. */
async function tick(changes: Changes, sessionId: SessionId): Promise<SessionRow> {
  const row = await changes
    .updateTable('session')
    .set((eb) => ({ clock: eb('clock', '+', 1) }))
    .where('id', '=', sessionId)
    .returning(['id', 'round_id', 'status', 'code', 'current_item_id', 'clock', sql<Date>`clock_timestamp()`.as('at')])
    .executeTakeFirst();
  if (row === undefined) throw new Refused('not-found');
  const { round_id, current_item_id, ...session } = row;
  return { ...session, roundId: round_id, currentItemId: current_item_id };
}

async function carryOut<Name extends CommandName>(
  changes: Changes,
  verb: Verb<Name>,
  { caller, requestId, name, input }: Order<Name>,
  session: SessionRow,
): Promise<Outcome> {
  const { personId } = caller;
  await leaveReceipt(changes, { person_id: personId, request_id: requestId, clock: session.clock });
  const { told, subject, after } = await verb(changes, { caller, session, input });
  const { id: session_id, roundId: round_id, at } = session;
  const deed = { at, person_id: personId, round_id, session_id, what: name, subject_id: subject };
  if (subject !== null) await changes.insertInto('deed').values(deed).execute();
  return { step: { sessionId: session.id, clock: session.clock, told }, after };
}

/** @throws AlreadyDone when this request has left its receipt before */
async function leaveReceipt(changes: Changes, receipt: Insertable<Tables['receipt']>): Promise<void> {
  const { numInsertedOrUpdatedRows } = await changes
    .insertInto('receipt')
    .values(receipt)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 1n) return;
  const first = await changes
    .selectFrom('receipt')
    .select('clock')
    .where('person_id', '=', receipt.person_id)
    .where('request_id', '=', receipt.request_id)
    .executeTakeFirstOrThrow();
  throw new AlreadyDone(first.clock);
}

/** Those who are told. One that fails does not keep the others from hearing. */
function createAudience(log: Log) {
  const listeners: ((step: CommittedStep) => void)[] = [];
  return {
    add: (listener: (step: CommittedStep) => void): void => void listeners.push(listener),
    tell: (step: CommittedStep): void => {
      for (const listener of listeners) {
        try {
          listener(step);
        } catch (error) {
          log.error('step-not-told', { sessionId: step.sessionId, clock: step.clock, error });
        }
      }
    },
  };
}

type Doubt = { maybe?: Outcome };
type Asked = Pick<Order<CommandName>, 'caller' | 'requestId'>;

/** What a failed command may have left behind after all, until its client asks again; of the last thousand. */
function createDoubts() {
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
 * One line for each session: its commands are done one after the other, and told in that order. The lock in the database
 * would do the same, also between several servers, but those who wait there hold a connection each.
 */
function createLines() {
  const last = new Map<SessionId, Promise<unknown>>();
  return <Result>(sessionId: SessionId, work: () => Promise<Result>): Promise<Result> => {
    const mine = (last.get(sessionId) ?? Promise.resolve()).then(work);
    const over = mine.then(
      () => undefined,
      () => undefined,
    );
    last.set(sessionId, over);
    void over.then(() => last.get(sessionId) === over && last.delete(sessionId));
    return mine;
  };
}

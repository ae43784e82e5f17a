import { sql } from 'kysely';
import * as v from 'valibot';
import {
  type CommandInput,
  type CommandName,
  commands,
  type Fact,
  isCommandName,
  isRoundCommandName,
  type Receipt,
  type Reply,
  Request,
  type RoundCommandInput,
  type RoundCommandName,
  roundCommands,
  type RoundFact,
  type RoundStep,
  type Step,
} from '#domain/contract.ts';
import type { PersonId, RequestId, SessionId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { may, mustBeAllowed, type Place } from '#domain/people/permissions.ts';
import { Refused } from '#domain/refused.ts';
import { createAudience, createDoubts, createLines, type Trace, traceOf, type Outcome } from './commands/order.ts';
import { type RoundRow, roundTick, type SessionRow, tick } from './commands/ticks.ts';
import { change, type Changes, type Database } from './database/database.ts';
import { againIfLost } from './database/lost-connection.ts';
import type { Log } from './platform/log.ts';

export type { RoundRow, SessionRow };

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
 * What a verb did: its facts, what the audit trail names as its subject (null: leave no deed), what came with it and has a
 * deed of its own before that, and what is to be done once it is committed; a start catches up on it.
 */
export type Done = {
  readonly told: readonly Told[];
  readonly subject: string | null;
  readonly withIt?: readonly { readonly what: CommandName; readonly subject: string }[];
  readonly after?: (() => Promise<void>) | undefined;
};

/** Does one command inside the transaction that has locked the session. @throws Refused where the rules say no. */
export type Verb<Name extends CommandName> = (changes: Changes, doing: Doing<Name>) => Promise<Done>;
export type Verbs = { readonly [Name in CommandName]: Verb<Name> };

export type RoundDoing<Name extends RoundCommandName> = {
  readonly caller: Caller;
  readonly round: RoundRow;
  readonly input: RoundCommandInput<Name>;
};
/** What a verb of a round did: its facts, and each subject that gets a line in the audit trail. */
export type RoundDone = { readonly facts: readonly RoundFact[]; readonly subjects: readonly string[] };

/** Does one command inside the transaction that has locked the round. @throws Refused where the rules say no. */
export type RoundVerb<Name extends RoundCommandName> = (
  changes: Changes,
  doing: RoundDoing<Name>,
) => Promise<RoundDone>;
export type RoundVerbs = { readonly [Name in RoundCommandName]: RoundVerb<Name> };

/** Thrown by a verb, or for a retry: there is nothing to change, the answer is this tick. */
export class AlreadyDone extends Error {
  readonly clock: number;

  constructor(clock: number) {
    super('already done');
    this.clock = clock;
  }
}

export type Commands = {
  /**
   * Runs what a client sent. Answers always; a retry gets the first receipt again: the same `requestId` with the content
   * that was last done under it. With another content it is another request.
   */
  run(caller: Caller | null, request: unknown): Promise<Reply>;
  /** Is told every committed step, in the order of each session's clock. */
  onStep(listener: (step: CommittedStep) => void): void;
  /** The same of the rounds. */
  onRoundStep(listener: (step: RoundStep) => void): void;
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

type Asked = { readonly caller: Caller; readonly trace: Trace };
type Order<Name extends CommandName> = Asked & { readonly name: Name; readonly input: CommandInput<Name> };
type RoundOrder<Name extends RoundCommandName> = Asked & {
  readonly name: Name;
  readonly input: RoundCommandInput<Name>;
};
type Wish<Name> = { readonly caller: Caller | null; readonly requestId: RequestId; name: Name; raw: unknown };
type Options = { db: Database; verbs: Verbs; roundVerbs: RoundVerbs; log: Log };

/** The one path of a change: parse, may the caller, transaction, facts, fan out, reply. */
export function createCommands({ db, verbs, roundVerbs, log }: Options): Commands {
  const audience = createAudience<CommittedStep>(({ sessionId, clock }, error) =>
    log.error('step-not-told', { sessionId, clock, error }),
  );
  const roundAudience = createAudience<RoundStep>(({ roundId, clock }, error) =>
    log.error('step-not-told', { roundId, clock, error }),
  );
  const inLine = createLines();
  const commit = createCommitting(db, log);

  async function run(caller: Caller | null, request: unknown): Promise<Reply> {
    const parsed = v.safeParse(Request, request);
    if (!parsed.success) return { ok: false, code: 'bad-input' };
    const { requestId, command: name, input: raw } = parsed.output;
    try {
      if (isCommandName(name)) return { ok: true, receipt: await obey({ caller, requestId, name, raw }) };
      if (isRoundCommandName(name)) return { ok: true, receipt: await obeyInRound({ caller, requestId, name, raw }) };
      return { ok: false, code: 'bad-input' };
    } catch (error) {
      if (error instanceof Refused) return { ok: false, code: error.code };
      log.error('command-failed', { command: name, personId: caller?.personId, error });
      return { ok: false, code: 'failed' };
    }
  }

  async function obey<Name extends CommandName>({ caller, requestId, name, raw }: Wish<Name>): Promise<Receipt> {
    if (caller === null) throw new Refused('not-signed-in');
    const parsed = v.safeParse(commands[name], raw);
    if (!parsed.success) throw new Refused('bad-input');
    const input: CommandInput<Name> = parsed.output;
    const place = await placeOf(db, input.sessionId);
    if (place === undefined || !may(caller, 'session.read', place)) throw new Refused('not-found');
    mustBeAllowed(caller, name, place);
    const order = { caller, trace: traceOf(requestId, name, raw), name, input };
    return inLine(place.sessionId, () =>
      commit(order, async (changes) => {
        const session = await tick(changes, input.sessionId);
        const { step, after } = await carryOut(changes, verbs[name], order, session);
        return { clock: step.clock, tell: () => audience.tell(step), after };
      }),
    );
  }

  async function obeyInRound<Name extends RoundCommandName>(wish: Wish<Name>): Promise<Receipt> {
    const { caller, requestId, name, raw } = wish;
    if (caller === null) throw new Refused('not-signed-in');
    const parsed = v.safeParse(roundCommands[name], raw);
    if (!parsed.success) throw new Refused('bad-input');
    const input: RoundCommandInput<Name> = parsed.output;
    const place: Place = { roundId: input.roundId };
    if (!may(caller, 'measure.read', place)) throw new Refused('not-found');
    mustBeAllowed(caller, name, place);
    const order = { caller, trace: traceOf(requestId, name, raw), name, input };
    return inLine(place.roundId, () =>
      commit(order, async (changes) => {
        const round = await roundTick(changes, place.roundId);
        const step = await carryOutInRound(changes, roundVerbs[name], order, round);
        return { clock: step.clock, tell: () => roundAudience.tell(step) };
      }),
    );
  }

  return { run, onStep: audience.add, onRoundStep: roundAudience.add };
}

/**
 * A lost connection leaves open whether the commit happened. The receipt makes it safe to ask a second time; where that
 * fails too, the client asks again later, and a step that turns out to be committed is told then.
 */
function createCommitting(db: Database, log: Log) {
  const inDoubt = createDoubts();
  const finish = async (command: string, { tell, after }: Outcome): Promise<void> => {
    tell();
    await after?.().catch((error: unknown) => log.error('command-not-finished', { command, error }));
  };
  return async (
    order: Asked & { readonly name: string },
    work: (changes: Changes) => Promise<Outcome>,
  ): Promise<Receipt> => {
    const doubt = inDoubt.take(order);
    const attempt = async (): Promise<Receipt> => {
      try {
        const outcome = await change(db, async (changes) => (doubt.outcome = await work(changes)));
        await finish(order.name, outcome);
        return { clock: outcome.clock };
      } catch (error) {
        if (!(error instanceof AlreadyDone)) throw error;
        if (doubt.outcome?.clock === error.clock) await finish(order.name, doubt.outcome);
        return { clock: error.clock };
      }
    };
    const repeated = (error: unknown) => log.warn('command-repeated', { command: order.name, error });
    return againIfLost(attempt, repeated).catch((error: unknown) => {
      if (!(error instanceof Refused)) inDoubt.keep(order, doubt);
      throw error;
    });
  };
}

async function placeOf(db: Database, sessionId: SessionId) {
  const found = await db.kysely
    .selectFrom('session')
    .select(['id', 'round_id'])
    .where('id', '=', sessionId)
    .executeTakeFirst();
  return found && { roundId: found.round_id, sessionId: found.id };
}

async function carryOut<Name extends CommandName>(
  changes: Changes,
  verb: Verb<Name>,
  { caller, trace, name, input }: Order<Name>,
  session: SessionRow,
): Promise<{ step: CommittedStep; after: Done['after'] }> {
  const { personId } = caller;
  await leaveReceipt(changes, caller, trace, session.clock);
  const { told, subject, withIt = [], after } = await verb(changes, { caller, session, input });
  const { id: session_id, roundId: round_id, at } = session;
  const deeds = [...withIt, ...(subject === null ? [] : [{ what: name, subject }])].map((deed) => ({
    ...{ at, person_id: personId, round_id, session_id, what: deed.what, subject_id: deed.subject },
  }));
  if (deeds.length > 0) await changes.insertInto('deed').values(deeds).execute();
  return { step: { sessionId: session.id, clock: session.clock, told }, after };
}

async function carryOutInRound<Name extends RoundCommandName>(
  changes: Changes,
  verb: RoundVerb<Name>,
  { caller, trace, name, input }: RoundOrder<Name>,
  round: RoundRow,
): Promise<RoundStep> {
  const { personId: person_id } = caller;
  const { id: round_id, clock, at } = round;
  await leaveReceipt(changes, caller, trace, clock);
  const { facts, subjects } = await verb(changes, { caller, round, input });
  const deeds = subjects.map((subject_id) => ({ at, person_id, round_id, session_id: null, what: name, subject_id }));
  if (deeds.length > 0) await changes.insertInto('deed').values(deeds).execute();
  return { roundId: round_id, clock, facts };
}

/** @throws AlreadyDone when this is what the request has left its receipt for */
async function leaveReceipt(changes: Changes, { personId }: Caller, trace: Trace, clock: number): Promise<void> {
  const { numInsertedOrUpdatedRows } = await changes
    .insertInto('receipt')
    .values({ person_id: personId, request_id: trace.requestId, content: trace.content, clock })
    .onConflict((conflict) =>
      conflict
        .columns(['person_id', 'request_id'])
        .doUpdateSet((eb) => ({ content: eb.ref('excluded.content'), clock: eb.ref('excluded.clock'), at: sql`now()` }))
        .whereRef('receipt.content', '<>', 'excluded.content'),
    )
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 1n) return;
  const first = await changes
    .selectFrom('receipt')
    .select('clock')
    .where('person_id', '=', personId)
    .where('request_id', '=', trace.requestId)
    .executeTakeFirstOrThrow();
  throw new AlreadyDone(first.clock);
}

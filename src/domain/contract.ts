import * as v from 'valibot';
import { type Instant, type PersonId, RequestId, type RoundId, type SessionId } from './ids.ts';
import {
  AddMeasures,
  AdvanceMeasure,
  DescribeMeasure,
  LinkMeasure,
  type MeasureFact,
  MergeMeasure,
  SplitMeasure,
} from './measures/measure-commands.ts';
import {
  AdmitVoter,
  AgreeOrder,
  AskTime,
  CastVote,
  CloseBallot,
  CountHands,
  OpenBallot,
  RepeatBallot,
  SetRecommendation,
  WarnBallot,
} from './prioritisation/ballot.ts';
import type { RefusalCode } from './refused.ts';
import { AdvanceAgenda, OneSession, type SessionFact, type SessionView } from './session/session.ts';

/** Every command of a session, by name, with the schema of its input. The name is also the right it needs (people/permissions.ts). */
export const commands = {
  'session.open': OneSession,
  'session.enter': OneSession,
  'session.close': OneSession,
  'agenda.advance': AdvanceAgenda,
  'ballot.open': OpenBallot,
  'ballot.repeat': RepeatBallot,
  'ballot.warn': WarnBallot,
  'ballot.close': CloseBallot,
  'vote.cast': CastVote,
  'time.ask': AskTime,
  'voter.admit': AdmitVoter,
  'hands.count': CountHands,
  'order.agree': AgreeOrder,
  'measure.recommend': SetRecommendation,
} as const;

/** Every command of a round, by name: it takes a tick of the round's clock. */
export const roundCommands = {
  'measure.add': AddMeasures,
  'measure.describe': DescribeMeasure,
  'measure.advance': AdvanceMeasure,
  'measure.link': LinkMeasure,
  'measure.unlink': LinkMeasure,
  'measure.merge': MergeMeasure,
  'measure.split': SplitMeasure,
} as const;

export type RoundCommandName = keyof typeof roundCommands;
export type RoundCommandInput<Name extends RoundCommandName> = v.InferOutput<(typeof roundCommands)[Name]>;
export type RoundFact = MeasureFact;

export const isRoundCommandName = (name: unknown): name is RoundCommandName =>
  typeof name === 'string' && Object.hasOwn(roundCommands, name);

export type CommandName = keyof typeof commands;
export type CommandInput<Name extends CommandName> = v.InferOutput<(typeof commands)[Name]>;
export type Fact = SessionFact;

export const isCommandName = (name: unknown): name is CommandName =>
  typeof name === 'string' && Object.hasOwn(commands, name);

/**
 * What a client sends. A retry carries the same `requestId` and the same content, and gets the same receipt; another content is
 * another request, also under an old number. The number has to be random.
 */
export const Request = v.strictObject({ requestId: RequestId, command: v.string(), input: v.unknown() });
export type Request = v.InferOutput<typeof Request>;

/** Done, at this tick of the clock of the session or the round. */
export type Receipt = { readonly clock: number };
export type Reply =
  { readonly ok: true; readonly receipt: Receipt } | { readonly ok: false; readonly code: RefusalCode };

/** One tick of a session's clock, as one person may see it: `facts` is empty where there is nothing for that person. */
export type Step = {
  readonly sessionId: SessionId;
  readonly clock: number;
  readonly facts: readonly Fact[];
};

/** One tick of a round's clock: everybody who may read the round may see it. */
export type RoundStep = { readonly roundId: RoundId; readonly clock: number; readonly facts: readonly RoundFact[] };
export type WatchReply =
  { readonly ok: true; readonly clock: number } | { readonly ok: false; readonly code: RefusalCode };

/** A whole view, with the server's time at which it was true. */
export type Snapshot = { readonly view: SessionView; readonly serverNow: Instant };
export type SnapshotReply =
  { readonly ok: true; readonly snapshot: Snapshot } | { readonly ok: false; readonly code: RefusalCode };

/**
 * The wire of `/live`: names of events and the shapes they carry. Who may not connect reads the refusal's code from the
 * message of `connect_error`. Events of one socket are done in the order in which they were sent.
 */
export type ClientEvents = {
  /**
   * Ask for a session, one at a time: enters it, answers with a snapshot, and its steps follow from there. A step may
   * arrive before the answer; those up to the snapshot's clock are part of it.
   */
  follow: (sessionId: unknown, reply: (answer: SnapshotReply) => void) => void;
  /** Ask to be told what changes in a round. Answers with its tick: whoever has loaded an older one loads again. */
  watch: (roundId: unknown, reply: (answer: WatchReply) => void) => void;
  command: (request: unknown, reply: (answer: Reply) => void) => void;
};
export type ServerEvents = {
  roundStep: (step: RoundStep) => void;
  /** One step, or several that came at almost the same time; in the order of the clock. */
  step: (...steps: Step[]) => void;
  /** Who of the attendees is connected now, and who was less than `presenceGrace` ago. Not part of the clock. */
  presence: (presence: {
    readonly sessionId: SessionId;
    readonly online: readonly PersonId[];
    readonly lately: readonly PersonId[];
  }) => void;
  /** The person's access ended or changed: sign in again or reload. */
  ended: (code: RefusalCode) => void;
};

import * as v from 'valibot';
import { type Instant, type PersonId, RequestId, type SessionId } from './ids.ts';
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

/** Every command, by name, with the schema of its input. The name is also the right it needs (people/permissions.ts). */
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

export type CommandName = keyof typeof commands;
export type CommandInput<Name extends CommandName> = v.InferOutput<(typeof commands)[Name]>;
export type Fact = SessionFact;

export const isCommandName = (name: unknown): name is CommandName =>
  typeof name === 'string' && Object.hasOwn(commands, name);

/** What a client sends. A retry carries the same `requestId` and gets the same receipt. */
export const Request = v.strictObject({ requestId: RequestId, command: v.string(), input: v.unknown() });
export type Request = v.InferOutput<typeof Request>;

/** Done, at this tick of the session's clock. */
export type Receipt = { readonly clock: number };
export type Reply =
  { readonly ok: true; readonly receipt: Receipt } | { readonly ok: false; readonly code: RefusalCode };

/** One tick of a session's clock, as one person may see it: `facts` is empty where there is nothing for that person. */
export type Step = {
  readonly sessionId: SessionId;
  readonly clock: number;
  readonly facts: readonly Fact[];
};

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
  command: (request: unknown, reply: (answer: Reply) => void) => void;
};
export type ServerEvents = {
  /** One step, or several that came at almost the same time; in the order of the clock. */
  step: (...steps: Step[]) => void;
  /** Who of the attendees is connected now. Not part of the clock. */
  presence: (presence: { readonly sessionId: SessionId; readonly online: readonly PersonId[] }) => void;
  /** The person's access ended or changed: sign in again or reload. */
  ended: (code: RefusalCode) => void;
};

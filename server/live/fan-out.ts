import type { Step } from '#domain/contract.ts';
import type { PersonId, SessionId } from '#domain/ids.ts';
import { type CommittedStep, stepFor } from '../commands.ts';
import { type LiveServer, placeOf, roomOf } from './socket.ts';

/** How long steps that many people cause at once may wait for each other, in milliseconds. */
const together = 100;

/** What a crowd does all at once, and nobody waits for: how many have voted, who has come. */
const canWait = ({ told }: CommittedStep): boolean =>
  told.every(
    ({ fact }) => fact.kind === 'vote.counted' || fact.kind === 'person.arrived' || fact.kind === 'voter.arrived',
  );

export type FanOut = {
  /** Tells a step to everybody who follows its session, each as that person may see it, in the order of the clock. */
  tell(step: CommittedStep): void;
  /** Tells what has waited until now. */
  stop(): void;
};

/**
 * A thousand votes in half a minute are a million messages where each is told by itself. So steps of votes and arrivals
 * that come within 100 ms of the last message go out in one, with all their ticks; whoever a step names gets it at once,
 * after those that were waiting. The first step after a pause waits for nobody.
 */
export function createFanOut(io: LiveServer): FanOut {
  const lines = new Map<SessionId, Line>();

  function flush(sessionId: SessionId, line: Line): void {
    clearTimeout(line.timer);
    const { waiting, heard } = line;
    const named = new Set([...heard.keys(), ...waiting.flatMap(namedIn)]);
    const theirs = [...named].map((personId) => placeOf(sessionId, personId));
    if (waiting.length > 0)
      io.to(roomOf(sessionId))
        .except(theirs)
        .emit('step', ...waiting.map((step) => stepFor(step, null)));
    for (const personId of named) tellTo(line, sessionId, personId);
    lines.set(sessionId, { waiting: [], heard: new Map(), timer: setTimeout(rest, together, sessionId).unref() });
  }

  /** Nothing has come for a while: the next step is told at once. */
  function rest(sessionId: SessionId): void {
    const line = lines.get(sessionId);
    if (line === undefined || line.waiting.length === 0) lines.delete(sessionId);
    else flush(sessionId, line);
  }

  function tellTo({ waiting, heard }: Line, sessionId: SessionId, personId: PersonId): void {
    // Somebody who has gone hears of it with the snapshot; what is written for nobody costs as much as for a reader.
    if (!io.of('/').adapter.rooms.has(placeOf(sessionId, personId))) return;
    const steps: Step[] = waiting.slice(heard.get(personId) ?? 0).map((step) => stepFor(step, personId));
    heard.set(personId, waiting.length);
    if (steps.length > 0) io.to(placeOf(sessionId, personId)).emit('step', ...steps);
  }

  return {
    tell(step) {
      const line = lines.get(step.sessionId);
      if (line === undefined || !canWait(step)) {
        const { waiting, heard, timer } = line ?? emptyLine();
        return flush(step.sessionId, { waiting: [...waiting, step], heard, timer });
      }
      line.waiting.push(step);
      for (const personId of new Set(namedIn(step))) tellTo(line, step.sessionId, personId);
    },
    stop() {
      for (const [sessionId, line] of lines) {
        flush(sessionId, line);
        clearTimeout(lines.get(sessionId)?.timer);
      }
      lines.clear();
    },
  };
}

/** A session in which something was told less than 100 ms ago: what waits, and how much of it who has heard already. */
type Line = {
  readonly waiting: CommittedStep[];
  readonly heard: Map<PersonId, number>;
  readonly timer: NodeJS.Timeout | undefined;
};

const emptyLine = (): Line => ({ waiting: [], heard: new Map(), timer: undefined });

const namedIn = ({ told }: CommittedStep): PersonId[] =>
  told.flatMap(({ only = [], except = [] }) => [...only, ...except]);

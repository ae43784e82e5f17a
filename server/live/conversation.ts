import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Reply, Snapshot, SnapshotReply, WatchReply } from '#domain/contract.ts';
import { RoundId, type SessionId } from '#domain/ids.ts';
import type { Caller } from '#domain/people/caller.ts';
import { type RefusalCode, Refused } from '#domain/refused.ts';
import type { Commands } from '../commands.ts';
import type { Log } from '../platform/log.ts';
import { createFloodgate } from './flood.ts';
import { callerOf, end, type Identify } from './lease.ts';
import type { createPresence } from './presence.ts';
import { type LiveSocket, placeOf, roomOf, roomOfRound } from './socket.ts';

export type Partners = {
  readonly commands: Commands;
  /** Where a session is and whether the person has entered it before, without waiting for its lock. @throws Refused */
  readonly find: (caller: Caller, sessionId: string) => Promise<FoundSession>;
  /** One person's view of a session. @throws Refused */
  readonly snapshot: (caller: Caller, sessionId: string) => Promise<Snapshot>;
  /** The tick of a round. @throws Refused 'not-found' */
  readonly tick: (caller: Caller, roundId: RoundId) => Promise<number>;
  readonly identify: Identify;
  readonly log: Log;
  readonly presence: Pick<ReturnType<typeof createPresence>, 'came' | 'went'>;
  /** Whether the server ends: what comes in now gets no answer, and is asked again of the next one. */
  readonly isStopping: () => boolean;
};

type FoundSession = { readonly sessionId: SessionId; readonly roundId: RoundId; readonly hasEntered: boolean };
type No = { readonly ok: false; readonly code: RefusalCode };
const no = (code: RefusalCode): No => ({ ok: false, code });

const isReply = (last: unknown): last is (answer: object) => void => typeof last === 'function';

/** Events that were answered too late to matter are not kept: so many may wait for their turn. */
const queueLength = 60;

/**
 * Talks with one socket. Its events are done one after the other, in the order of arrival, because "set my points to 2"
 * must not be overtaken by the "to 1" before it. Resolves, from `settled`, when all that has come in is answered.
 */
export function converse(socket: LiveSocket, partners: Partners): { settled: () => Promise<void> } {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;

  /** Answers in any case; whoever sends no function to answer with gets no answer and does no harm. */
  function inTurn<Answer extends object>(reply: unknown, work: (caller: Caller) => Promise<Answer | No>): void {
    if (!isReply(reply) || partners.isStopping()) return;
    if (waiting >= queueLength) return void reply(no('too-many-tries'));
    waiting += 1;
    tail = tail
      .then(async () => {
        const asked = await callerOf(socket, partners.identify);
        reply('ended' in asked ? no(asked.ended) : await work(asked.caller));
        if ('ended' in asked) end(socket, asked.ended);
      })
      .catch((error: unknown) => {
        if (!(error instanceof Refused))
          partners.log.error('live-failed', { personId: socket.data.caller.personId, error });
        reply(no(error instanceof Refused ? error.code : 'failed'));
      })
      .finally(() => (waiting -= 1));
  }

  guard(socket, partners.log);
  socket.on('follow', (sessionId, reply) =>
    inTurn<SnapshotReply>(reply, (caller) => follow(socket, partners, caller, sessionId)),
  );
  socket.on('watch', (roundId, reply) =>
    inTurn<WatchReply>(reply, (caller) => watch(socket, partners, caller, roundId)),
  );
  socket.on('command', (request, reply) => inTurn<Reply>(reply, (caller) => partners.commands.run(caller, request)));
  socket.on('disconnect', () => {
    if (socket.data.following !== null) partners.presence.went(socket.data.following.sessionId, socket);
  });
  return { settled: () => tail };
}

/** Enters the session, joins it, and only then reads: no step can fall between the snapshot and those that follow. */
async function follow(socket: LiveSocket, partners: Partners, caller: Caller, wanted: unknown): Promise<SnapshotReply> {
  if (typeof wanted !== 'string') return no('bad-input');
  const { sessionId, roundId, hasEntered } = await partners.find(caller, wanted);
  if (!hasEntered) {
    const enter = { requestId: randomUUID(), command: 'session.enter', input: { sessionId } };
    const entered = await partners.commands.run(caller, enter);
    // Whoever comes after the end may still see what was decided.
    if (!entered.ok && entered.code !== 'session-over') return entered;
  }
  await join(socket, partners, caller, { sessionId, roundId });
  return { ok: true, snapshot: await partners.snapshot(caller, sessionId) };
}

/** Joins the round, and only then reads its tick. A person's other rounds are left alone. */
async function watch(socket: LiveSocket, partners: Partners, caller: Caller, wanted: unknown): Promise<WatchReply> {
  const parsed = v.safeParse(RoundId, wanted);
  if (!parsed.success) return no('bad-input');
  await partners.tick(caller, parsed.output);
  await socket.join(roomOfRound(parsed.output));
  return { ok: true, clock: await partners.tick(caller, parsed.output) };
}

async function join(
  socket: LiveSocket,
  { presence }: Partners,
  { personId }: Caller,
  wanted: { readonly sessionId: SessionId; readonly roundId: RoundId },
): Promise<void> {
  const { following } = socket.data;
  // Whoever has hung up meanwhile would never be seen to go.
  if (!socket.connected) return;
  socket.data.following = wanted;
  presence.came(wanted.sessionId, socket);
  if (following !== null && following.sessionId !== wanted.sessionId) {
    await socket.leave(roomOf(following.sessionId));
    await socket.leave(placeOf(following.sessionId, personId));
    presence.went(following.sessionId, socket);
  }
  await socket.join([roomOf(wanted.sessionId), placeOf(wanted.sessionId, personId)]);
}

/** Refuses floods by name; what is no event of the contract is dropped, and nothing that a client sends is thrown. */
function guard(socket: LiveSocket, log: Log): void {
  const flood = createFloodgate();
  const personId = () => socket.data.caller.personId;
  socket.use((packet, next) => {
    const verdict = flood();
    if (verdict === 'pass') return next();
    const reply: unknown = packet.at(-1);
    if (isReply(reply)) reply(no('too-many-tries'));
    if (verdict === 'refuse') return;
    log.warn('live-flood', { personId: personId() });
    end(socket, 'too-many-tries');
  });
  socket.on('error', (error) => log.warn('live-error', { personId: personId(), error }));
}

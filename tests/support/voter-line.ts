import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { io, type Socket } from 'socket.io-client';
import * as v from 'valibot';
import type { ClientEvents, CommandInput, CommandName, ServerEvents } from '#domain/contract.ts';
import { SessionId } from '#domain/ids.ts';
import type { BallotView } from '#domain/prioritisation/ballot.ts';
import type { Marks } from '#domain/prioritisation/marks.ts';

/** Somebody's wire to the session that their page shows: votes without a paper on a screen. */
export type VoterLine = {
  /** Hands in what `marks` says of the running ballot. */
  vote(marks: (ballot: BallotView) => Marks): Promise<void>;
  askTime(): Promise<void>;
  close(): void;
};

/** A line with the cookies of this page. */
export async function voterLine(page: Page): Promise<VoterLine> {
  const { origin, pathname } = new URL(page.url());
  const sessionId = v.parse(SessionId, pathname.split('/')[2]);
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const extraHeaders = { cookie, origin };
  const socket: Socket<ServerEvents, ClientEvents> = io(origin, {
    ...{ path: '/live', transports: ['websocket'], extraHeaders },
  });
  async function running(): Promise<BallotView> {
    const answer = await socket.emitWithAck('follow', sessionId);
    const ballot = answer.ok ? answer.snapshot.view.ballots.find(({ closedAt }) => closedAt === null) : undefined;
    if (ballot === undefined) throw new Error('no ballot runs');
    return ballot;
  }
  async function send<Name extends CommandName>(command: Name, input: CommandInput<Name>): Promise<void> {
    const reply = await socket.emitWithAck('command', { requestId: randomUUID(), command, input });
    if (!reply.ok) throw new Error(`${command}: ${reply.code}`);
  }
  return {
    async vote(marks) {
      const ballot = await running();
      await send('vote.cast', { sessionId, ballotId: ballot.id, marks: [...marks(ballot)], hash: ballot.hash });
    },
    askTime: async () => send('time.ask', { sessionId, ballotId: (await running()).id }),
    close: () => void socket.disconnect(),
  };
}

import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { io, type Socket } from 'socket.io-client';
import * as v from 'valibot';
import type { ClientEvents, CommandInput, CommandName, Reply, ServerEvents, SnapshotReply } from '#domain/contract.ts';
import { MeasureId, SessionId } from '#domain/ids.ts';
import type { BallotRule, RuleOf } from '#domain/prioritisation/rule.ts';
import type { SessionView } from '#domain/session/session.ts';

/** The moderator's wire to a session: sends what a form would send, whatever the form looks like. */
export type BallotLine = {
  /** @throws Error with the refusal's code */
  send<Name extends CommandName>(command: Name, input: Omit<CommandInput<Name>, 'sessionId'>): Promise<void>;
  /** Opens a ballot over the first measures of the round, or over a motion. */
  open(rule: BallotRule, more?: Partial<CommandInput<'ballot.open'>> & { readonly count?: number }): Promise<void>;
  /** The id of the ballot that runs. */
  running(): Promise<SessionView['ballots'][number]>;
  close(): void;
};

/** A line for whoever is signed in on this page, which shows a session. */
export async function lineOf(page: Page): Promise<BallotLine> {
  const { origin, pathname } = new URL(page.url());
  const sessionId = v.parse(SessionId, pathname.split('/')[2]);
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const socket: Socket<ServerEvents, ClientEvents> = io(origin, {
    path: '/live',
    transports: ['websocket'],
    extraHeaders: { cookie, origin },
  });
  const measures = measuresIn(await (await page.request.get(page.url())).text());
  const send: BallotLine['send'] = async (command, input) => {
    const request = { requestId: randomUUID(), command, input: { sessionId, ...input } };
    const reply = await new Promise<Reply>((resolve) => socket.emit('command', request, resolve));
    if (!reply.ok) throw new Error(`${command}: ${reply.code}`);
  };
  return {
    send,
    open: (rule, { count = 3, ...more } = {}) =>
      send('ballot.open', {
        ...{ title: 'Welche Maßnahmen sollen zuerst kommen?', rule, secrecy: 'open', unit: 'person', handVoters: 0 },
        roll: 'present',
        measureIds: rule.method === 'resolution' ? [] : measures.slice(0, count),
        ...more,
      }),
    async running() {
      const answer = await new Promise<SnapshotReply>((resolve) => socket.emit('follow', sessionId, resolve));
      const ballot = answer.ok ? answer.snapshot.view.ballots.find(({ closedAt }) => closedAt === null) : undefined;
      if (ballot === undefined) throw new Error('no ballot runs');
      return ballot;
    },
    close: () => void socket.disconnect(),
  };
}

/** The measures that the page of a session carries for its moderator. */
const measuresIn = (html: string): MeasureId[] =>
  [...html.matchAll(/id:"([0-9a-f-]{36})",(?:roundId:"[0-9a-f-]{36}",)?key:"M\d\d"/g)].map(([, id]) =>
    v.parse(MeasureId, id),
  );

/** Three criteria, in the words of the sample round. */
export const threeCriteria: RuleOf<'weighted'> = {
  method: 'weighted',
  criteria: [
    {
      ...{ key: 'urgency', label: 'Dringlichkeit', weight: 50 },
      question: 'Wie schnell verschlechtert sich die Lage ohne Handeln?',
      ...{ low: 'kann warten', high: 'sehr dringend' },
    },
    {
      ...{ key: 'participation', label: 'Wirkung auf Teilhabe', weight: 30 },
      question: 'Wie stark verbessert die Maßnahme die Teilhabe der Zielgruppe?',
      ...{ low: 'kaum', high: 'sehr stark' },
    },
    {
      ...{ key: 'resources', label: 'Ressourcen', weight: 20 },
      question: 'Geld, Personal, Räume',
      ...{ low: 'großer Aufwand', high: 'geringer Aufwand' },
    },
  ],
};

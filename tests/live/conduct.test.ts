import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Reply } from '#domain/contract.ts';
import type { Caller } from '#domain/people/caller.ts';
import { createFloodgate } from '../../server/live/flood.ts';
import { ballotHere, lastBallot, openHere, paperOn, pointsFor } from '../session/session-here.ts';
import { followed, type LiveHere, liveHere, type RawSocket } from './live-here.ts';

/** Sends what no client of ours would send. */
const emitRaw = (socket: RawSocket, ...packet: unknown[]) => Reflect.apply(socket.emit, socket, packet) as unknown;
const closed = (socket: RawSocket) => once(socket as never, 'disconnect') as Promise<[string]>;

/** Sends one frame as it is and then a question: what the server answers to that, or that it has closed the line. */
async function survives(here: LiveHere, { personId }: Caller, frame: string): Promise<string> {
  const headers = { cookie: `person=${personId}`, origin: here.origin };
  const line = new WebSocket(`${here.origin.replace('http', 'ws')}/live/?EIO=4&transport=websocket`, { headers });
  return new Promise((resolve) => {
    line.on('close', () => resolve('closed')).on('open', () => line.send('40'));
    line.on('message', (message: Buffer) => {
      const text = message.toString();
      if (text.startsWith('40{')) for (const each of [frame, '420["follow","x"]']) line.send(each);
      if (!text.startsWith('430')) return;
      resolve(text);
      line.terminate();
    });
  });
}

describe('a socket', () => {
  test('may send whatever it likes: it harms nobody and hears why', async () => {
    const here = await liveHere();
    const { people, sessionId } = here.round;
    const neighbour = await here.follow(people.observation);
    const nonsense: unknown[][] = [
      [],
      [null],
      [undefined],
      [1],
      ['text'],
      [{}],
      [[]],
      [Buffer.from('x')],
      [{ requestId: randomUUID() }],
      [{ __proto__: null, constructor: 1 }],
      [
        {
          requestId: randomUUID(),
          command: 'vote.cast',
          input: { sessionId, ballotId: randomUUID(), hash: 'a'.repeat(64), marks: [Buffer.from('x')] },
        },
      ],
      [1, 2, 3, 4],
      [{}, {}, {}],
    ];
    for (const event of ['follow', 'command']) {
      for (const packet of nonsense) {
        const socket = await here.connect(people.moderation);
        emitRaw(socket, event, ...packet);
        const answer = await new Promise((resolve) => emitRaw(socket, event, packet[0], resolve));
        expect(answer, `${event} ${JSON.stringify(packet)}`).toEqual({ ok: false, code: 'bad-input' });
        socket.disconnect();
      }
    }
    const socket = await here.connect(people.moderation);
    for (const event of ['toString', 'constructor', '__proto__', 'step', 'ended', 'x'.repeat(2000), 'presence'])
      emitRaw(socket, event, {});
    expect(await followed(socket, sessionId)).toMatchObject({ ok: true });
    expect(neighbour.socket.connected).toBe(true);
    expect(here.logged).toEqual([]);
  });

  test('that sends more than 64 KiB at once, or no protocol at all, is closed alone', async () => {
    const here = await liveHere();
    const { people } = here.round;
    const neighbour = await here.follow(people.observation);
    const large = await here.connect(people.moderation);
    const gone = closed(large);
    emitRaw(large, 'command', 'x'.repeat(70_000));
    await gone;
    const frames = [
      '9',
      '4',
      '42',
      '42[',
      '42{}',
      '42["command",',
      '42[null]',
      '42[1]',
      '421["command"]',
      '43[]',
      '40/other,',
      '\u0000',
      'b\u0000',
    ];
    frames.push(
      '451-["follow",{"_placeholder":true,"num":0}]',
      '4599999999-["x"]',
      '451-["x"]',
      '44{}',
      '41',
      '3'.repeat(70_000),
    );
    for (const frame of frames)
      expect(await survives(here, people.moderation, frame), frame.slice(0, 40)).toMatch(/^closed$|^430\[/);
    expect(await neighbour.send('session.enter', { sessionId: here.round.sessionId })).toMatchObject({ ok: true });
  });

  test('that sends more than 20 events a second is refused by name, and cut off when it goes on', async () => {
    const here = await liveHere();
    const socket = await here.connect(here.round.people.observation);
    const request = () => ({
      requestId: randomUUID(),
      command: 'session.enter',
      input: { sessionId: here.round.sessionId },
    });
    const replies = await Promise.all(
      Array.from({ length: 60 }, (): Promise<Reply> => socket.emitWithAck('command', request())),
    );
    const refused = replies.filter((reply) => !reply.ok && reply.code === 'too-many-tries');
    expect(refused.length).toBeGreaterThan(20);
    expect(replies.length - refused.length).toBeGreaterThanOrEqual(20);
    const ended = once(socket as never, 'ended');
    for (let index = 0; index < 300; index += 1) emitRaw(socket, 'command', request());
    expect(await ended).toEqual(['too-many-tries']);
  });

  test('has its commands done in the order in which it sent them', async () => {
    const here = await liveHere();
    const { people } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here);
    const { send } = await here.follow(people.jugendhilfeplanung);
    const replies = await Promise.all(
      [1, 2, 3, 4, 5, 4, 3].map((points) => send('vote.cast', paperOn(here, ballot, pointsFor(ballot, 0, points)))),
    );
    const clocks = replies.map((reply) => (reply.ok ? reply.receipt.clock : 0));
    expect(clocks).toEqual(clocks.toSorted((a, b) => a - b));
    expect((await lastBallot(here, people.jugendhilfeplanung)).mine).toMatchObject({ marks: [3, null, null, null] });
  });

  test('that breaks while a vote is on its way gets the same receipt from the next one, and the vote counts once', async () => {
    const here = await liveHere();
    const { people } = here.round;
    await openHere(here);
    const ballot = await ballotHere(here);
    const marks = pointsFor(ballot, 0, 2);
    const request = { requestId: randomUUID(), command: 'vote.cast', input: paperOn(here, ballot, marks) };
    const watcher = await here.follow(people.moderation);
    const broken = await here.follow(people.behindertenbeirat);
    const { clock } = (await here.look(people.moderation)).view;
    broken.socket.emit('command', request, () => undefined);
    await watcher.reached(clock + 1);
    broken.socket.io.engine.close();
    for (let again = 0; again < 9; again += 1) {
      const { socket } = await here.follow(people.behindertenbeirat);
      expect(await socket.emitWithAck('command', request)).toEqual({ ok: true, receipt: { clock: clock + 1 } });
      socket.disconnect();
    }
    expect((await here.look(people.behindertenbeirat)).view).toMatchObject({
      clock: clock + 1,
      ballots: [{ voted: 1, mine: { marks } }],
    });
  });

  test('of somebody whose access ends is told so and closed within a second', async () => {
    const here = await liveHere();
    const { people } = here.round;
    const [one, two, other] = await Promise.all([
      here.follow(people.observation),
      here.follow(people.observation),
      here.follow(people.moderation),
    ]);
    const told = [one, two].map(({ socket }) => Promise.all([once(socket as never, 'ended'), closed(socket)]));
    const at = performance.now();
    here.signedIn.delete(people.observation.personId);
    here.live.drop(people.observation.personId);
    for (const [ended, [reason]] of await Promise.all(told)) {
      expect(ended).toEqual(['not-signed-in']);
      expect(reason).toBe('io server disconnect');
    }
    expect(performance.now() - at).toBeLessThan(1000);
    expect(other.socket.connected).toBe(true);
  });

  test('goes with the sign-in of its own device, within a second; those of the other device hear on', async () => {
    const here = await liveHere();
    const { people, sessionId } = here.round;
    const phone = await here.follow(people.observation, 'phone');
    const desk = await here.follow(people.observation, 'desk');
    const ended = Promise.all([once(phone.socket as never, 'ended'), closed(phone.socket)]);
    const at = performance.now();
    here.signedIn.delete('phone');
    here.live.drop(people.observation.personId);
    expect(await ended).toEqual([['not-signed-in'], ['io server disconnect', undefined]]);
    expect(performance.now() - at).toBeLessThan(1000);
    const clock = await here.done(people.moderation, 'session.open', { sessionId });
    await desk.reached(clock);
    expect(desk.socket.connected).toBe(true);
    expect(phone.steps.map((step) => step.clock)).not.toContain(clock);
  });

  test('is asked anew who it is when the last answer is 15 seconds old, and not before', async () => {
    const here = await liveHere();
    const { people, sessionId } = here.round;
    const { socket, send } = await here.follow(people.observation);
    const before = here.asked();
    await send('session.enter', { sessionId });
    expect(here.asked()).toBe(before);
    here.signedIn.delete(people.observation.personId);
    const now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now + 15_001);
    const ended = once(socket as never, 'ended');
    expect(await send('session.enter', { sessionId })).toEqual({ ok: false, code: 'not-signed-in' });
    clock.mockRestore();
    expect(await ended).toEqual(['not-signed-in']);
  });

  test('whose person has lost the seat in the session is sent away', async () => {
    const here = await liveHere();
    const { people, sessionId } = here.round;
    const { socket, send } = await here.follow(people.observation);
    here.signedIn.set(people.observation.personId, { ...people.observation, seats: [] });
    const now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now + 15_001);
    const ended = once(socket as never, 'ended');
    expect((await send('session.enter', { sessionId })).ok).toBe(false);
    clock.mockRestore();
    expect(await ended).toEqual(['not-allowed']);
  });
});

test('the floodgate lets 20 through at once, then 20 a second, and cuts off who goes on', () => {
  let now = 0;
  const flood = createFloodgate(() => now);
  const send = (count: number) => Array.from({ length: count }, () => flood());
  expect(send(20)).toEqual(Array.from({ length: 20 }, () => 'pass'));
  expect(flood()).toBe('refuse');
  now += 500;
  expect(send(11).filter((verdict) => verdict === 'pass')).toHaveLength(10);
  now += 60_000;
  expect(send(21).filter((verdict) => verdict === 'pass')).toHaveLength(20);
  expect(send(300).at(-1)).toBe('cut');
});
